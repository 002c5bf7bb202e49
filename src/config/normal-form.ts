import { dirname, isAbsolute, join } from 'node:path';
import type { z } from 'zod';
import type { Claim, Exception, Proof } from '../model.ts';
import type { Config, ConfigDocument, ConfigTarget, Known } from './config.ts';
import { seconds } from './duration.ts';
import { findCheck } from './find-check.ts';
import type { grammar, looseSlots } from './grammar.ts';
import type { PageText } from './page-text.ts';

type Slots = typeof looseSlots;
/** A config that has the shape of the grammar. */
export type Written = z.infer<ReturnType<typeof grammar<Slots['target'], Slots['checkProof'], Slots['kindName']>>>;
type WrittenClaim = Written['claims'][number];
type WrittenProof = Exclude<WrittenClaim['proof'], 'none'>[number];

/** Turns a config in which nothing is wrong into its normal form. */
export function normalForm(written: Written, file: string, known: Known, page: PageText | undefined): Config {
  const claims = written.claims.map((claim) => normalClaim(claim, known, written.page?.file, page));
  return {
    ...(written.page === undefined ? {} : { page: present(written.page) }),
    targets: Object.entries(written.targets ?? {}).map(([name, entry]) => normalTarget(name, entry, known)),
    claims,
    ...(written.sign === undefined ? {} : { sign: present(written.sign) }),
    ...(written.locker === undefined ? {} : { locker: written.locker }),
    plugins: written.plugins ?? [],
    documents: documentsOf(
      claims.flatMap(({ proof }) => proof),
      file,
    ),
  };
}

/** Where a file named in the config lies. */
export function besideConfig(config: string, file: string): string {
  return isAbsolute(file) ? file : join(dirname(config), file);
}

function normalTarget(name: string, entry: Readonly<Record<string, unknown>>, known: Known): ConfigTarget {
  const [key = ''] = Object.keys(entry);
  const source = known.sources.find((one) => one.key === key);
  if (source === undefined) throw new TypeError(`the target ${name} has no known source`);
  return { name, source: source.id, body: entry[key] };
}

function normalClaim(claim: WrittenClaim, known: Known, file: string | undefined, page: PageText | undefined): Claim {
  const line = page?.find(claim.quote);
  const { proof, because } = claim;
  const age = claim.maxAge === undefined ? undefined : seconds(claim.maxAge);
  return {
    record: 'claim',
    id: claim.id,
    quote: claim.quote,
    ...(file === undefined || line === undefined ? {} : { stands: { file, line } }),
    private: claim.private ?? false,
    scope: present(claim.scope ?? {}),
    proof: proof === 'none' ? [] : proof.map((one) => normalProof(one, known)),
    ...(because === undefined ? {} : { because }),
    controls: claim.controls ?? [],
    ...(age === undefined ? {} : { maxAge: age }),
    exceptions: (claim.exceptions ?? []).map((exception): Exception => present(exception)),
  };
}

function normalProof(proof: WrittenProof, known: Known): Proof {
  if ('anyOf' in proof) return { anyOf: proof.anyOf.map((branch) => normalProof(branch, known)) };
  if ('document' in proof) return present(proof);
  const { services, ...params } = proof.with ?? {};
  const chosen = services === undefined ? {} : { services };
  if ('expect' in proof) return { kind: proof.kind, ...chosen, expect: proof.expect };
  const check = findCheck(proof.check, known.checks);
  if (check === undefined) throw new TypeError(`there is no check ${proof.check}`);
  return { check: check.id, version: check.version, ...chosen, with: params };
}

function documentsOf(proofs: readonly Proof[], file: string): readonly ConfigDocument[] {
  const flat = proofs.flatMap((proof) => ('anyOf' in proof ? proof.anyOf : [proof]));
  const files = flat.flatMap((proof) => ('document' in proof ? [proof.document] : []));
  return [...new Set(files)].map((document) => ({ file: document, path: besideConfig(file, document) }));
}

/** An object without its undefined fields. */
type Present<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

function present<T extends object>(fields: T): Present<T>;
function present(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
