/** ServerKeyExchange: the group or prime that the server chose, and what it signed with. RFC 5246 §7.4.3, RFC 8422 §5.4, RFC 4279 §3. */
import { type Suite, sendsCurve, sendsPrime } from '../names/suites.ts';
import { versionCodes } from '../names/versions.ts';
import { readWhole } from './records.ts';

const NAMED_CURVE = 3;

export interface KeyExchange {
  readonly group?: number;
  /** The server's share of that group. */
  readonly point?: Buffer;
  /** Without leading zeros. */
  readonly prime?: Buffer;
  /** What is signed, after the two randoms. */
  readonly parameters: Buffer;
  /** TLS 1.2: the scheme. */
  readonly scheme?: number;
  readonly signature?: Buffer;
}

/** Undefined where it has another form than the suite wants. */
export function readKeyExchange(body: Buffer, suite: Suite, version: number): KeyExchange | undefined {
  return readWhole(body, (reader) => {
    const before = reader.left();
    if (suite.authentication === 'PSK') reader.vector(2); // the identity hint
    let chosen: Pick<KeyExchange, 'group' | 'point' | 'prime'> = {};
    if (sendsCurve(suite)) {
      if (reader.uint(1) !== NAMED_CURVE) return undefined;
      chosen = { group: reader.uint(2), point: reader.vector(1) };
    } else if (sendsPrime(suite)) {
      const prime = reader.vector(2);
      const first = prime.findIndex((byte) => byte !== 0);
      if (first !== -1) chosen = { prime: prime.subarray(first) };
      reader.vector(2);
      reader.vector(2);
    } else return undefined;
    const parameters = body.subarray(0, before - reader.left());
    if (suite.authentication === 'anon' || suite.authentication === 'PSK' || reader.left() === 0) return { ...chosen, parameters };
    const scheme = version === versionCodes['TLSv1.2'] ? { scheme: reader.uint(2) } : {};
    return { ...chosen, parameters, ...scheme, signature: reader.vector(2) };
  });
}
