import { EC2Client } from '@aws-sdk/client-ec2';
import { KMSClient } from '@aws-sdk/client-kms';
import { STSClient } from '@aws-sdk/client-sts';
import type { Scenario } from '../../fixtures/practice/scenario.ts';
import { type PracticeOptions, startPractice } from '../../fixtures/practice/start-practice.ts';

export const PROD = '111122223333';
export const STAGING = '444455556666';

/** One account, "prod", with one region, eu-west-1, and what else a test plants. */
export function oneRegion(sections: Readonly<Record<string, unknown>>, more: Omit<Scenario, 'accounts'> = {}): Scenario {
  return { now: '2026-06-01T00:00:00Z', accounts: { prod: { id: PROD, regions: { 'eu-west-1': { ...sections } } } }, ...more };
}

/** How a test wants its client to differ. */
interface ClientWish {
  readonly account?: string;
  readonly principal?: string;
  readonly region?: string;
  readonly maxAttempts?: number;
  readonly requestTimeout?: number;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
}

/** A practice cloud with real clients on it; ends with the block (`await using`). Clients ask once: retries would hide what was answered. */
export async function practise(scenario: Scenario, options?: PracticeOptions) {
  const practice = await startPractice(scenario, options);
  const open: { destroy(): void }[] = [];
  const config = ({ account = 'prod', principal, requestTimeout, ...rest }: ClientWish = {}) => {
    const env = rest.credentials === undefined ? practice.env(account, principal) : {};
    const credentials = { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' };
    const requestHandler = requestTimeout === undefined ? {} : { requestHandler: { requestTimeout, throwOnRequestTimeout: true } };
    return { endpoint: practice.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1, ...requestHandler, ...rest };
  };
  const keep = <Client extends { destroy(): void }>(client: Client): Client => {
    open.push(client);
    return client;
  };
  return {
    practice,
    ec2: (wish?: ClientWish) => keep(new EC2Client(config(wish))),
    kms: (wish?: ClientWish) => keep(new KMSClient(config(wish))),
    sts: (wish?: ClientWish) => keep(new STSClient(config(wish))),
    [Symbol.asyncDispose]: async () => {
      for (const client of open) client.destroy();
      await practice.close();
    },
  };
}

/** What a refused call says: the error's code, status and words. */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; status: number | undefined; message: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
    const status =
      typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? Number(metadata.httpStatusCode) : undefined;
    return { code: error.name, status, message: error.message };
  }
  throw new Error('the call was answered');
}
