import type { Hello } from '../wire/client-hello.ts';

/** One connection's worth of asking. Plain data: the same probe can be sent again, or be looked up in a transcript. */
export interface Probe {
  /** Unlike every other of its scan, and the same whenever the answers before it were: "TLSv1.2/suites/1". */
  readonly id: string;
  readonly hello: Hello;
  /** How far to listen: the ServerHello, the whole first flight of TLS 1.2 and below, or TLS 1.3's as far as its Finished; or what comes when we have finished too. */
  readonly until: 'hello' | 'flight' | 'finished' | 'after';
  /** Nothing else is asked of the server meanwhile. */
  readonly alone?: boolean;
}

/** What one connection brought. Everything that is concluded is read from this alone. */
export interface Heard {
  readonly sent: Buffer;
  readonly received: Buffer;
  readonly ended: 'enough' | 'closed' | 'reset' | 'timed-out' | 'flood' | 'not-connected' | 'not-upgraded';
  /** Before TLS was started. */
  readonly upgrade?: Buffer;
  /** TLS 1.3: the server's handshake traffic secret. */
  readonly secret?: Buffer;
  /** TLS 1.3, where we have finished too: the server's application traffic secret. */
  readonly applicationSecret?: Buffer;
  /** Node's own code of what went wrong underneath. */
  readonly code?: string;
}

/** Goes out and asks, or looks it up. Never throws for what a server does. */
export type Say = (probe: Probe) => Promise<Heard>;
