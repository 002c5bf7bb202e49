import { ssl2Suites, suites } from '../names/suites.ts';

/** What a suite is worth, by its name alone. Best first. */
export const strengths = ['strong', 'no-aead', 'no-forward-secrecy', 'weak', 'broken', 'unknown'] as const;
export type Strength = (typeof strengths)[number];

export interface SuiteWorth {
  readonly strength: Strength;
  /** Nominal. Absent: not known. */
  readonly bits?: number;
}

const byName = new Map([...suites.values()].map((suite) => [suite.name, suite]));
const ssl2 = new Set(ssl2Suites.values());

/** broken: no encryption, no authentication, or keys of fewer than 64 bits; weak: RC4, and ciphers with blocks of 64 bits (RFC 9325 §4.2.1). */
export function suiteWorth(name: string): SuiteWorth {
  if (ssl2.has(name)) return { strength: 'broken' };
  const suite = byName.get(name);
  if (suite === undefined) return { strength: 'unknown' };
  const { bits, aead, authentication, keyExchange, cipher } = suite;
  return { bits, strength: strengthOf() };

  function strengthOf(): Strength {
    if (bits < 64 || suite?.export === true || authentication === 'anon') return 'broken';
    if (/^(RC4|RC2|IDEA|3DES|28147)/.test(cipher)) return 'weak';
    if (!['any', 'DHE', 'ECDHE'].includes(keyExchange)) return 'no-forward-secrecy';
    return aead ? 'strong' : 'no-aead';
  }
}
