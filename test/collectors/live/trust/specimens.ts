import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseOcsp } from '../../../../collectors/live/trust/ocsp-response.ts';
import { givenRoots, type Roots } from '../../../../collectors/live/trust/roots.ts';

/** What scripts/trust-specimens.sh made with openssl. */
const read = (file: string) => readFileSync(new URL(`specimens/${file}`, import.meta.url));

export const der = (name: string): Buffer => new X509Certificate(read(`${name}.pem`)).raw;
export const chainOf = (names: string): readonly Buffer[] => names.split(' ').map(der);
export const staple = (name: string): Buffer => read(`ocsp-${name}.der`);
export const roots = (names: string): Roots =>
  givenRoots(
    names
      .split(' ')
      .map((name) => read(`${name}.pem`).toString())
      .join('\n'),
  );

/** An hour after the specimens' OCSP responses were made: what they say is fresh then. */
export const thatDay: Date = new Date(madeAt().getTime() + 3_600_000);

function madeAt(): Date {
  const response = parseOcsp(staple('good'));
  const at = response === 'not-successful' ? undefined : response.answers[0]?.thisUpdate;
  if (at === undefined) throw new Error('the specimens are broken');
  return at;
}
