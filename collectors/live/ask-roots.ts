/** Which of the trusted roots a chain could end at, and when that was asked: with them its trust can be judged again for ever. */
import type { Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { judgeTrust, type TrustQuestion } from './trust/judge-trust.ts';
import { instantOf } from './trust/read-certificate.ts';
import { type Roots, rootsOf } from './trust/roots.ts';

/** Nobody is asked but our own list. */
export const trustCalls = { 'roots:Find': [] } as const satisfies Record<string, readonly string[]>;

const answer = z.strictObject({
  at: z.iso.datetime().describe('The time at which dates are compared.'),
  from: z.enum(['bundled-roots', 'system-roots', 'given-ca']),
  certificates: z.array(z.base64()).describe('DER. Every certificate of that list that one of the chains asks for by name.'),
});

export async function askRoots(
  look: Look<Endpoint>,
  address: string,
  chains: readonly Omit<TrustQuestion, 'roots' | 'at'>[],
): Promise<Seen<Pick<TrustQuestion, 'roots' | 'at'>>> {
  const endpoint = look.session;
  const find = async () => {
    const now = new Date();
    const { roots, told } = overheard(endpoint.roots);
    for (const chain of chains) judgeTrust({ ...chain, roots, at: now });
    return { at: instantOf(now), from: roots.from, certificates: told() };
  };
  const { data, replies } = await look.call(
    'roots:Find',
    { endpoint: endpoint.name, address },
    () => endpoint.answer(find, address),
    answer,
  );
  return { data: { roots: rootsOf(data.from, data.certificates.map(pemOf)), at: new Date(data.at) }, replies };
}

/** The same roots, and what they were asked for. */
function overheard(given: Roots): { readonly roots: Roots; readonly told: () => string[] } {
  const told = new Map<string, string>();
  const named: Roots['named'] = (subject) => {
    const found = given.named(subject);
    for (const { sha256, x509 } of found) told.set(sha256, x509.raw.toString('base64'));
    return found;
  };
  return { roots: { ...given, named }, told: () => [...told.values()] };
}

function pemOf(der: string): string {
  return `-----BEGIN CERTIFICATE-----\n${der.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}
