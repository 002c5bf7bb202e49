import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';
import type { Tap } from 'claimcheck/plugin';
import { addressRange } from './connection-policy.ts';
import { type EndpointAddress, endpointName, serverName } from './endpoint-address.ts';
import { slots } from './probe/pace.ts';
import type { UpgradeFrom } from './probe/upgrade.ts';
import type { Transcript } from './transcript.ts';

/** Connections to one endpoint that may be open at once. */
const AT_ONCE = 8;
const PATIENCE = 5000;

/** One endpoint, as all its collectors share it: one address, one limit. */
export interface Endpoint {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** The protocol that TLS is started from. Undefined: TLS from the first byte. */
  readonly upgradedFrom: UpgradeFrom | undefined;
  /** Undefined for an IP literal. */
  readonly servername: string | undefined;
  /** PEM: the only roots to trust. Undefined: Node's. */
  readonly ca: string | undefined;
  /** Milliseconds for connecting, and again for each conversation. */
  readonly patience: number;
  /** Runs `work` when fewer than eight others do. */
  readonly slot: <T>(work: () => Promise<T>) => Promise<T>;
  /** Connects; throws Node's error. Every connection after the first goes to the first one's address. */
  readonly connect: () => Promise<Socket>;
  /** The address of the first connection that was made. */
  readonly reached: () => string | undefined;
  /** Aborts when the open call's time is up. */
  readonly signal: () => AbortSignal | undefined;
  /** Records a conversation as a reply of the open call. */
  readonly saw: (seen: Transcript) => void;
  /** The same of what is no conversation of ours: what was read of an answer, as JSON. `address`: who gave it, where known. */
  readonly told: (json: string, address: string | undefined) => void;
}

export function openEndpoint(
  address: EndpointAddress,
  tap: Tap,
  options: { readonly ca?: string | undefined; readonly patience?: number | undefined } = {},
): Endpoint {
  const { host, port, upgradedFrom } = address;
  const { ca, patience = PATIENCE } = options;
  const name = endpointName(address);
  let pinned: string | undefined;
  return {
    name,
    host,
    port,
    upgradedFrom,
    servername: serverName(address),
    ca,
    patience,
    slot: slots(AT_ONCE),
    connect: connectPinned,
    reached: () => pinned,
    signal: () => tap.signal(),
    // Not connected any more, it is still the address that was.
    saw: (seen) => told(JSON.stringify(seen), seen.address === '' ? pinned : seen.address),
    told,
  };

  function told(json: string, address: string | undefined): void {
    tap.saw({
      host: name,
      status: 0,
      headers: {},
      body: Buffer.from(json),
      requestId: undefined,
      // Nobody else can look at this machine's own loopback: it stands in for an endpoint.
      origin: address !== undefined && addressRange(address) === 'loopback' ? 'override' : 'live',
    });
  }

  async function connectPinned(): Promise<Socket> {
    if (pinned !== undefined) return connectTo(pinned, port, patience, tap.signal());
    const found = await lookup(host, { all: true, order: 'verbatim' });
    const failures: unknown[] = [];
    for (const candidate of found) {
      try {
        const socket = await connectTo(candidate.address, port, patience, tap.signal());
        pinned ??= candidate.address;
        return socket;
      } catch (error) {
        failures.push(error);
      }
    }
    throw failures[0] ?? Object.assign(new Error(`${host} has no address`), { code: 'ENODATA' });
  }
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
