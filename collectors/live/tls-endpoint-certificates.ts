import type { Look, Seen } from 'claimcheck/plugin';
import { askRoots } from './ask-roots.ts';
import type { Endpoint } from './endpoint.ts';
import type { Findings } from './plan/findings.ts';
import { judgeTrust, revokedBy, signatureAlgorithmsOf, type TrustQuestion } from './trust/judge-trust.ts';
import type { TrustResult } from './trust/trust-result.ts';

/** Every chain that the prober was shown, judged by the roots of the endpoint, and the reply that tells them. */
export async function certificatesIn(look: Look<Endpoint>, address: string, { certificates = [], ocspStaple }: Findings) {
  const questions = certificates.map(
    ({ chain, proved }, index): Omit<TrustQuestion, 'roots' | 'at'> => ({
      chain: chain.map((der) => Buffer.from(der, 'base64')),
      host: look.session.host,
      proved,
      // It came with the first chain.
      ...(index > 0 || ocspStaple === undefined ? {} : { staple: Buffer.from(ocspStaple, 'base64') }),
    }),
  );
  if (questions.length === 0) return { data: undefined, from: undefined };
  const roots: Seen<Pick<TrustQuestion, 'roots' | 'at'>> = await askRoots(look, address, questions);
  return { data: questions.map((question) => shownOf(judgeTrust({ ...question, ...roots.data }))), from: roots };
}

/** Nothing where the leaf cannot be read. */
function shownOf(trust: TrustResult | undefined) {
  const [leaf] = trust?.chain ?? [];
  if (trust === undefined || leaf === undefined) return {};
  const { keyType, keyBits, curve, signatureAlgorithm, notBefore, notAfter } = leaf;
  const { trusted, untrustedBecause, nameMatches, chainComplete } = trust;
  return {
    ...(keyType === undefined ? {} : { keyType }),
    ...(keyBits === undefined ? {} : { keyBits }),
    ...(curve === undefined ? {} : { curve }),
    ...(signatureAlgorithm === undefined ? {} : { signatureAlgorithm }),
    signatureAlgorithms: [...signatureAlgorithmsOf(trust)],
    notBefore,
    notAfter,
    trust: revokedBy(trust) === true ? ('revoked' as const) : trusted ? ('trusted' as const) : (untrustedBecause ?? ('other' as const)),
    ...(nameMatches === undefined ? {} : { nameMatches }),
    ...(chainComplete === undefined ? {} : { chainComplete }),
  };
}
