/** What the server signs handshakes with: the scheme that it used is taken out of the offer, until it refuses. */
import { tls12Signatures, tls13Signatures } from '../names/signatures.ts';
import { suites } from '../names/suites.ts';
import { ciphers13 } from '../tls13/key-schedule.ts';
import { type Ask, type Asked, twice } from './asker.ts';
import { type Elimination, eliminate } from './eliminate.ts';
import { helloOf } from './hellos.ts';
import { schemeOf } from './read-handshake.ts';
import { openableOffer } from './tls13-offer.ts';
import type { VersionFound } from './version.ts';

export interface SignaturesFound {
  readonly protocol: 'TLSv1.2' | 'TLSv1.3';
  readonly schemes: readonly number[];
  readonly unclear: readonly number[];
  readonly handshakes: readonly Asked[];
}

export async function findSignatures(
  ask: Ask,
  found: readonly VersionFound[],
  serverName: string | undefined,
): Promise<readonly SignaturesFound[]> {
  const of = (version: string) => found.find((each) => each.version === version && each.status === 'accepted');
  const [tls12, tls13] = [of('TLSv1.2'), of('TLSv1.3')];
  const all = await Promise.all([
    tls12 === undefined ? undefined : inTls12(ask, tls12, serverName),
    tls13 === undefined ? undefined : inTls13(ask, tls13, serverName),
  ]);
  return all.filter((each) => each !== undefined);
}

async function inTls12(ask: Ask, found: VersionFound, serverName: string | undefined): Promise<SignaturesFound | undefined> {
  const signed = found.suites.filter(({ suite }) => isSigned(suite));
  if (signed.length === 0) return undefined;
  const known = [...new Set(signed.flatMap(({ asked }) => schemeOf(asked) ?? []))];
  const offered = signed.map(({ suite }) => suite);
  const rest = tls12Signatures.filter((scheme) => !known.includes(scheme));
  const more = await eliminate(
    rest,
    'TLSv1.2/signatures',
    (signatures, path) => {
      const hello = helloOf('TLSv1.2', offered, serverName, found.size, { signatures });
      return twice(ask, path, () => ({ hello, until: 'flight' }));
    },
    schemeOf,
  );
  return foundIn('TLSv1.2', known, more);
}

async function inTls13(ask: Ask, found: VersionFound, serverName: string | undefined): Promise<SignaturesFound | undefined> {
  const offered = found.suites.map(({ suite }) => suite).filter((suite) => ciphers13.has(suite));
  // Whoever has no suite in common with us signs nothing that we could open.
  if (offered.length === 0) return undefined;
  const more = await eliminate(
    tls13Signatures,
    'TLSv1.3/signatures',
    (signatures, path) => {
      return twice(ask, path, (again) => {
        const hello = helloOf('TLSv1.3', offered, serverName, found.size, { ...openableOffer(found, again), signatures });
        return { hello, until: 'finished' };
      });
    },
    schemeOf,
  );
  // Nothing at all was signed: it was the groups that we have not in common.
  return more.found.length === 0 ? undefined : foundIn('TLSv1.3', [], more);
}

function foundIn(protocol: SignaturesFound['protocol'], known: readonly number[], { found, unclear }: Elimination): SignaturesFound {
  return { protocol, schemes: [...known, ...found.map(({ value }) => value)], unclear, handshakes: found.map(({ asked }) => asked) };
}

function isSigned(code: number): boolean {
  const { keyExchange = '', authentication = '' } = suites.get(code) ?? {};
  return ['ECDHE', 'DHE'].includes(keyExchange) && ['RSA', 'ECDSA', 'DSS'].includes(authentication);
}
