/** The three scores of the SSL Labs Server Rating Guide, sections "Protocol Support", "Key Exchange" and "Cipher Strength". */
import { accepted, allSuitesSeen, offeredSuites, primesSeen, speaks, versions } from './facts.ts';
import type { Score, Scores } from './rating.ts';
import type { Seen } from './seen.ts';

const PROTOCOL = { SSLv2: 0, SSLv3: 80, 'TLSv1.0': 90, 'TLSv1.1': 95, 'TLSv1.2': 100, 'TLSv1.3': 100 } as const;
/** Bits below which a key of that size scores so; at and above the last: 100. */
const RSA = [
  [512, 20],
  [1024, 40],
  [2048, 80],
  [4096, 90],
] as const;
/** The guide compares curves by the RSA key of like strength. */
const CURVE = [
  [110, 20],
  [123, 40],
  [163, 80],
  [225, 90],
] as const;
const BEST = 100;
const CIPHER = [
  [1, 0],
  [128, 20],
  [256, 80],
] as const;

/** Undefined where too little was seen for any score. */
export function scoresOf(seen: Seen): Scores | undefined {
  const protocol = protocolScore(seen);
  const keyExchange = keyExchangeScore(seen);
  const cipherStrength = cipherScore(seen);
  if (protocol === undefined || keyExchange === undefined || cipherStrength === undefined) return undefined;
  const all = [protocol, keyExchange, cipherStrength];
  const sum = Math.floor((30 * protocol.score + 30 * keyExchange.score + 40 * cipherStrength.score) / 100);
  return { protocol, keyExchange, cipherStrength, total: all.some(({ score }) => score === 0) ? 0 : sum };
}

/** Midway between the best and the worst version. One that was not seen might be the best. */
function protocolScore({ tls }: Seen): Score | undefined {
  const spoken = accepted(tls);
  if (spoken.length === 0) return undefined;
  const scores = spoken.map((version) => PROTOCOL[version]);
  const unseen = versions.filter((version) => speaks(tls, version) === 'unseen').map((version) => PROTOCOL[version]);
  return {
    score: (Math.max(...scores, ...unseen) + Math.min(...scores)) / 2,
    from: spoken.map((version) => `${version}: ${PROTOCOL[version]}`),
    whole: unseen.length === 0,
  };
}

/** The weakest of the keys, the primes and the curves; anonymous suites score nothing, export suites 40. */
function keyExchangeScore({ tls, certificates }: Seen): Score | undefined {
  const parts = new Map<string, number>();
  for (const { keyType, keyBits } of certificates) {
    if (isOfOneSize(keyType)) parts.set(`${keyType} key`, 100);
    else if (keyType !== undefined && keyBits !== undefined)
      parts.set(`${keyType} key of ${keyBits} bits`, rank(keyType === 'EC' ? CURVE : RSA, keyBits));
  }
  for (const { bits } of tls.dh ?? []) if (bits !== undefined) parts.set(`Diffie-Hellman prime of ${bits} bits`, rank(RSA, bits));
  for (const { group } of tls.groups ?? []) {
    const score = groupScore(group);
    if (score !== undefined) parts.set(group, score);
  }
  for (const suite of offeredSuites(tls)) {
    if (suite.anonymous) parts.set('anonymous suites', 0);
    if (suite.export) parts.set('export suites', 40);
  }
  if (parts.size === 0) return undefined;
  return {
    score: Math.min(...parts.values()),
    from: [...parts].map(([what, score]) => `${what}: ${score}`),
    whole:
      allSuitesSeen(tls) &&
      certificates.length > 0 &&
      certificates.every(({ keyType, keyBits }) => keyType !== undefined && (keyBits !== undefined || isOfOneSize(keyType))) &&
      primesSeen(tls) &&
      tls.groups !== undefined &&
      (tls.groupsUnclear ?? []).length === 0,
  };
}

/** Midway between the strongest and the weakest suite. One that was not seen might be the strongest. */
function cipherScore({ tls }: Seen): Score | undefined {
  const known = offeredSuites(tls).flatMap(({ name, bits }) => (bits === undefined ? [] : [{ name, bits }]));
  const [first] = known;
  if (first === undefined) return undefined;
  const strongest = known.reduce((a, b) => (b.bits > a.bits ? b : a), first);
  const weakest = known.reduce((a, b) => (b.bits < a.bits ? b : a), first);
  const whole = allSuitesSeen(tls) && offeredSuites(tls).length === known.length;
  return {
    score: ((whole ? rank(CIPHER, strongest.bits) : BEST) + rank(CIPHER, weakest.bits)) / 2,
    from: [strongest, weakest].map(({ name, bits }) => `${name}, ${bits} bits: ${rank(CIPHER, bits)}`),
    whole,
  };
}

/** Undefined: a name without a size that we know. */
function groupScore(group: string): number | undefined {
  if (/MLKEM|Kyber/.test(group)) return 100;
  const finite = /^ffdhe(\d+)$/.exec(group)?.[1];
  if (finite !== undefined) return rank(RSA, Number(finite));
  const bits = /^x448|(?:x|curve)(25519)/.test(group) ? 253 : Number(/(\d{3})/.exec(group)?.[1] ?? Number.NaN);
  return Number.isNaN(bits) ? undefined : rank(CURVE, bits);
}

/** Keys whose name says it all, and the least of which are worth RSA of 3,072 bits. */
function isOfOneSize(keyType: string | undefined): boolean {
  return keyType !== undefined && /^(Ed25519|Ed448|ML-DSA|SLH-DSA)$/.test(keyType);
}

function rank(table: readonly (readonly [number, number])[], bits: number): number {
  return table.find(([below]) => bits < below)?.[1] ?? BEST;
}
