import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import type { Tap } from 'claimcheck/plugin';
import { type AnswerOf, answersBy } from './answer.ts';
import { type EndpointAddress, endpointName, serverName } from './endpoint-address.ts';
import { slots } from './probe/pace.ts';
import type { UpgradeFrom } from './probe/upgrade.ts';
import { bundledRoots, type Roots } from './trust/roots.ts';

/** Connections to one endpoint that may be open at once. */
const AT_ONCE = 8;
const PATIENCE = 5000;

/** One endpoint, as all its collectors share it: one limit for all of its addresses. */
export interface Endpoint {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** The protocol that TLS is started from. Undefined: TLS from the first byte. */
  readonly upgradedFrom: UpgradeFrom | undefined;
  /** Undefined for an IP literal. */
  readonly servername: string | undefined;
  readonly roots: Roots;
  /** Milliseconds for connecting, and again for each conversation. */
  readonly patience: number;
  /** Only public addresses are talked to. */
  readonly denyPrivate: boolean;
  /** The IP version that the config asks for. Undefined: both. */
  readonly family: 4 | 6 | undefined;
  /** Runs `work` when fewer than eight others do. */
  readonly slot: <T>(work: () => Promise<T>) => Promise<T>;
  /** Every address of the host, or some of them; throws Node's error where there is none. */
  readonly addresses: () => Promise<readonly string[]>;
  /** Throws Node's error. */
  readonly connect: (address: string) => Promise<Socket>;
  /** Whether that address has let us in before. */
  readonly reached: (address: string) => boolean;
  /** Aborts when the open call's time is up. */
  readonly signal: () => AbortSignal | undefined;
  readonly answer: AnswerOf;
}

export interface EndpointOptions {
  /** Left out: Node's own. */
  readonly roots?: Roots | undefined;
  readonly patience?: number | undefined;
  readonly denyPrivate?: boolean | undefined;
  readonly family?: 4 | 6 | undefined;
}

export function openEndpoint(where: EndpointAddress, tap: Tap, options: EndpointOptions = {}): Endpoint {
  const { host, port, upgradedFrom } = where;
  const { roots = bundledRoots(), patience = PATIENCE, denyPrivate = false, family } = options;
  const name = endpointName(where);
  const reached = new Set<string>();
  return {
    name,
    host,
    port,
    upgradedFrom,
    servername: serverName(where),
    roots,
    patience,
    denyPrivate,
    family,
    slot: slots(() => AT_ONCE),
    addresses: async () => {
      if (isIP(host) !== 0) return [host];
      const found = await lookup(host, { all: true, order: 'verbatim', ...(family === undefined ? {} : { family }) });
      return [...new Set(found.map(({ address }) => address))];
    },
    connect: async (address) => {
      const socket = await connectTo(address, port, patience, tap.signal());
      reached.add(address);
      return socket;
    },
    reached: (address) => reached.has(address),
    signal: () => tap.signal(),
    answer: answersBy(tap, name),
  };
}

function connectTo(address: string, port: number, patience: number, signal: AbortSignal | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const socket = connect({ host: address, port, noDelay: true });
    const timer = setTimeout(
      () => fail(Object.assign(new Error(`no connection to ${address}:${port} within ${patience} ms`), { code: 'ETIMEDOUT' })),
      patience,
    );
    const stop = (): void => fail(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    socket.once('connect', () => {
      forget();
      resolve(socket);
    });
    socket.once('error', fail);

    function fail(error: unknown): void {
      forget();
      socket.destroy();
      reject(error);
    }
    function forget(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      socket.removeListener('error', fail);
      if (socket.destroyed) return;
      socket.on('error', () => {}); // between two owners; whoever takes over listens too
    }
  });
}
