import type { Tap } from 'claimcheck/plugin';
import { type Client, clientOn, type Ground, type Service } from './clients.ts';
import type { Provider } from './credentials.ts';
import { INSIDE_SIGNING, renewing } from './renewal.ts';

/** What the collectors of one account and region are given. */
export interface AwsSession {
  readonly region: string;
  /** "aws", "aws-us-gov", "aws-cn": the second part of every ARN. */
  readonly partition: string;
  /** The client of a service. `region`: of a thing that lies in another one. */
  readonly client: <Name extends Service>(service: Name, region?: string) => Promise<Client[Name]>;
}

/** The clients of one account, one of each service and region. */
export interface Clients {
  readonly open: (region: string, partition: string) => AwsSession;
  readonly close: () => void;
}

/** `verifies`: whether the process checks certificates. The Wire retries, so that a client asks once. */
export function clientsOf(credentials: Provider, tap: Tap, verifies: boolean): Clients {
  const closing: (() => void)[] = [];
  const grounds = new Map<string, Promise<Ground>>();
  let handler: Promise<Ground['config']['requestHandler']> | undefined;
  return {
    open: (region, partition) => ({
      region,
      partition,
      client: async (service, elsewhere = region) => clientOn(await groundOf(elsewhere), service),
    }),
    close: () => {
      for (const end of closing.splice(0)) end();
    },
  };

  function groundOf(region: string): Promise<Ground> {
    const known = grounds.get(region) ?? newGround(region);
    grounds.set(region, known);
    return known;
  }

  async function newGround(region: string): Promise<Ground> {
    handler ??= newHandler();
    const config = { region, credentials, maxAttempts: 1, requestHandler: await handler } as const;
    return {
      config,
      made: (client) => {
        closing.push(() => client.destroy());
        // The step that copies each whole answer for a log, which nobody keeps: a tenth of the time that reading a large page takes.
        client.middlewareStack.remove('loggerMiddleware');
        client.middlewareStack.add(renewing(credentials), INSIDE_SIGNING);
      },
    };
  }

  async function newHandler() {
    const { WireHandler } = await import('./wire-handler.ts');
    const made = new WireHandler(tap, verifies);
    closing.push(() => made.destroy());
    return made;
  }
}
