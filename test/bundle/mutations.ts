/** What the holder of a key may do to a bundle's JSON, at random: some value somewhere is gone, another one, twice, or one more. */

import { jcs } from '../../src/bundle/jcs.ts';
import fc from '../property.ts';
import type { Change, SaltedRecord } from './resign.ts';

export interface Mutation {
  readonly where: 'run' | 't0001' | 't0001.names' | 't0001.replies' | 'manifest' | 'statement' | 'attestation';
  readonly line: number;
  readonly path: readonly number[];
  readonly act: 'drop' | 'odd' | 'twice' | 'more';
  readonly odd: unknown;
}

const ODD = [null, true, -1, 0, 1, 1.5, 2 ** 53, '', 'x', '*', 'live', '2026-02-30T00:00:00Z', 's000002', 't0002', [], {}, ['x'], { x: 1 }];

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  where: fc.constantFrom('run', 't0001', 't0001.names', 't0001.replies', 'manifest', 'statement', 'attestation'),
  line: fc.nat(1000),
  path: fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }),
  act: fc.constantFrom('drop', 'odd', 'twice', 'more'),
  odd: fc.constantFrom(...ODD),
});

export function changeOf(mutation: Mutation): Change {
  const { where, line } = mutation;
  if (where === 'manifest') return { manifestText: (text) => mutatedText(text, mutation) };
  if (where === 'statement') return { statementText: (text) => mutatedText(text, mutation) };
  if (where === 'attestation') return { attestationText: (text) => mutatedText(text, mutation) };
  const one = (record: SaltedRecord): SaltedRecord => {
    const { salt, ...rest } = record;
    const other = mutated(rest, mutation.path, mutation);
    return typeof other === 'object' && other !== null ? { salt, ...other } : record;
  };
  return { records: { [where]: (all) => all.map((record, index) => (index === line % all.length ? one(record) : record)) } };
}

function mutatedText(text: string, mutation: Mutation): string {
  const value = mutated(JSON.parse(text), mutation.path, mutation);
  return typeof value === 'object' && value !== null ? jcs(value).toString() : text;
}

/** The value with some value in it gone, another, twice, or one more. */
export function mutated(value: unknown, [step = 0, ...rest]: readonly number[], mutation: Pick<Mutation, 'act' | 'odd'>): unknown {
  if (typeof value !== 'object' || value === null) return mutation.odd;
  const entries = Object.entries(value);
  const at = step % Math.max(1, entries.length);
  const [name, inner] = entries[at] ?? ['note', undefined];
  const deeper = rest.length > 0 && typeof inner === 'object' && inner !== null;
  const changed: [string, unknown][] = deeper ? [[name, mutated(inner, rest, mutation)]] : acted(name, inner, mutation);
  const all = [...entries.slice(0, at), ...changed, ...entries.slice(at + 1)];
  return Array.isArray(value) ? all.map(([, each]) => each) : Object.fromEntries(all);
}

function acted(name: string, inner: unknown, { act, odd }: Pick<Mutation, 'act' | 'odd'>): [string, unknown][] {
  if (act === 'drop') return [];
  if (act === 'odd') return [[name, odd]];
  return [
    [name, inner],
    [act === 'twice' ? `${name}2` : 'note', act === 'twice' ? inner : odd],
  ];
}
