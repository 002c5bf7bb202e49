import { z } from 'zod';
import { tlsEndpoint, tlsVersions } from '../kinds/tls-endpoint.ts';
import { contradicts, defineCheck, holds, unseen } from './check.ts';
import { modernTransport } from './controls.ts';

/** TLS 1.3 names no key exchange: all of its suites have forward secrecy. */
const MODERN = /^TLS_(?:AES_|CHACHA20_|(?:EC)?DHE_(?:RSA|ECDSA|DSS)_WITH_\w+(?:_GCM_|_CCM|_POLY1305_))/;

/** "Modern ciphers": forward secrecy and authenticated encryption (RFC 9325 §4.2), with every client that gets in. */
export const modernCiphers = defineCheck({
  id: 'modern-ciphers',
  version: 1,
  says: 'Every cipher suite that an endpoint accepts has forward secrecy and authenticated encryption.',
  kind: tlsEndpoint,
  mode: 'each',
  params: z.strictObject({}),
  reads: ['protocols'],
  judge: ({ protocols = {} }) => {
    const seen = tlsVersions.map((version) => protocols[version]);
    const open = seen.filter((each) => each?.status !== 'refused');
    const old = open.flatMap((each) => each?.suites ?? []).filter((suite) => !MODERN.test(suite));
    const [first] = old;
    if (first !== undefined) return contradicts(`it accepts ${first}${old.length > 1 ? ` and ${new Set(old).size - 1} more like it` : ''}`);
    const whole = seen.every((each) => each?.status === 'refused' || (each?.status === 'accepted' && each.suites !== undefined));
    return whole && seen.some((each) => each?.status === 'accepted') ? holds : unseen('protocols');
  },
  controls: modernTransport,
  fix: 'Keep the ECDHE suites with GCM or ChaCha20-Poly1305, and TLS 1.3; switch all others off.',
});
