/** Requests of any AWS service, signed by the real SDK and sent as they are: for services whose own client is not needed here otherwise. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Practice } from '../../fixtures/practice/start-practice.ts';

export interface Raw {
  /** As in the credential scope: "s3". */
  readonly service: string;
  readonly region?: string;
  readonly account?: string;
  readonly principal?: string;
  readonly method?: string;
  /** With the query: "/bucket?encryption=". */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What the practice cloud says to a request that the SDK's own signer has signed. */
export async function ask(practice: Practice, raw: Raw): Promise<Answered> {
  const { service, region = 'eu-west-1', account = 'prod', principal, method = 'GET', path = '/', headers = {}, body = '' } = raw;
  const env = practice.env(account, principal);
  const [pathname = '/', query = ''] = path.split('?', 2);
  let answered: Answered | undefined;
  const client = new STSClient({
    endpoint: practice.endpoint,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
    httpAuthSchemeProvider: () => [
      {
        schemeId: 'aws.auth#sigv4',
        signingProperties: { signingName: service, signingRegion: region },
        propertiesExtractor: (config: unknown, context: unknown) => ({ signingProperties: { config, context } }),
      },
    ],
  });
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (typeof request !== 'object' || request === null || !('headers' in request)) throw new TypeError('the SDK made no request');
      const host = new URL(practice.endpoint).host;
      Object.assign(request, {
        method,
        path: pathname,
        query: Object.fromEntries(new URLSearchParams(query)),
        body,
        headers: { host, ...headers },
      });
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  client.middlewareStack.add(
    () => async (args) => {
      const { request } = args;
      const reply = await fetch(`${practice.endpoint}${path}`, {
        method,
        headers: headersOf(request),
        ...(method === 'GET' ? {} : { body }),
      });
      answered = { status: reply.status, headers: reply.headers, body: await reply.text() };
      throw new Error('sent');
    },
    { step: 'deserialize', priority: 'low' },
  );
  await client.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    if (answered === undefined) throw error;
  });
  client.destroy();
  if (answered === undefined) throw new Error('nothing was sent');
  return answered;
}

/** A query request of IAM, RDS or the like. */
export function form(service: string, parameters: Readonly<Record<string, string>>, more: Partial<Raw> = {}): Raw {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { service, method: 'POST', headers, body: new URLSearchParams(parameters).toString(), ...more };
}

/** A JSON 1.1 request: `target` is "Logs_20140328.DescribeLogGroups". */
export function targeted(service: string, target: string, input: object = {}, more: Partial<Raw> = {}): Raw {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  return { service, method: 'POST', headers, body: JSON.stringify(input), ...more };
}

function headersOf(request: unknown): Headers {
  const headers = typeof request === 'object' && request !== null && 'headers' in request ? request.headers : undefined;
  return new Headers(Object.entries(headers ?? {}).flatMap(([name, value]) => (name === 'host' ? [] : [[name, String(value)]])));
}
