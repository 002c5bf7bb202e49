import type { EC2 } from '@aws-sdk/client-ec2';
import type { KMS } from '@aws-sdk/client-kms';
import type { Organizations } from '@aws-sdk/client-organizations';
import type { STS } from '@aws-sdk/client-sts';
import type { Tap } from 'claimcheck/plugin';
import type { Provider } from './credentials.ts';
import { INSIDE_SIGNING, renewing } from './renewal.ts';

/** What the collectors of one account and region are given. A client's package is loaded when it is first asked for. */
export interface AwsSession {
  readonly region: string;
  /** "aws", "aws-us-gov", "aws-cn": the second part of every ARN. */
  readonly partition: string;
  readonly ec2: () => Promise<EC2>;
  readonly kms: () => Promise<KMS>;
  readonly organizations: () => Promise<Organizations>;
  readonly sts: () => Promise<STS>;
}

/** The clients of one account, one of each service and region. */
export interface Clients {
  readonly open: (region: string, partition: string) => AwsSession;
  readonly close: () => void;
}

/** `verifies`: whether the process checks certificates. The Wire retries, so that a client asks once. */
export function clientsOf(credentials: Provider, tap: Tap, verifies: boolean): Clients {
  const closing: (() => void)[] = [];
  const handler = once(async () => {
    const { WireHandler } = await import('./wire-handler.ts');
    return kept(new WireHandler(tap, verifies));
  });
  const config = async (region: string) => ({ region, credentials, maxAttempts: 1, requestHandler: await handler() });
  const sessions = new Map<string, AwsSession>();
  return {
    open: (region, partition) => {
      const known = sessions.get(region);
      if (known?.partition === partition) return known;
      const session: AwsSession = {
        region,
        partition,
        ec2: once(async () => {
          const { EC2 } = await import('@aws-sdk/client-ec2');
          const client = unlogged(kept(new EC2(await config(region))));
          client.middlewareStack.add(renewing(credentials), INSIDE_SIGNING);
          return client;
        }),
        kms: once(async () => {
          const { KMS } = await import('@aws-sdk/client-kms');
          const client = unlogged(kept(new KMS(await config(region))));
          client.middlewareStack.add(renewing(credentials), INSIDE_SIGNING);
          return client;
        }),
        organizations: once(async () => {
          const { Organizations } = await import('@aws-sdk/client-organizations');
          const client = unlogged(kept(new Organizations(await config(region))));
          client.middlewareStack.add(renewing(credentials), INSIDE_SIGNING);
          return client;
        }),
        sts: once(async () => {
          const { STS } = await import('@aws-sdk/client-sts');
          const client = unlogged(kept(new STS(await config(region))));
          client.middlewareStack.add(renewing(credentials), INSIDE_SIGNING);
          return client;
        }),
      };
      sessions.set(region, session);
      return session;
    },
    close: () => {
      for (const end of closing.splice(0)) end();
    },
  };

  function kept<Client extends { readonly destroy: () => void }>(client: Client): Client {
    closing.push(() => client.destroy());
    return client;
  }
}

/** Without the step that copies each whole answer for a log, which nobody keeps: a tenth of the time that reading a large page takes. */
function unlogged<Client extends { readonly middlewareStack: { readonly remove: (step: string) => boolean } }>(client: Client): Client {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
