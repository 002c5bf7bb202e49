import type { Change } from '../model.ts';

/** A fact about a subject, without times, with names for pseudonyms. */
export interface NamedFact {
  readonly service: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** By kind: field by field where there is one fact on each side, else the whole facts that are on one side only. */
export function diffFacts(old: readonly NamedFact[], now: readonly NamedFact[]): readonly Change[] {
  const kinds = [...new Set([...old, ...now].map(({ kind }) => kind))].sort();
  return kinds.flatMap((kind) => {
    const [was, is] = [old, now].map((facts) => facts.filter((fact) => fact.kind === kind).map(({ data }) => data));
    return diffKind(kind, was ?? [], is ?? []);
  });
}

type Data = NamedFact['data'];

function diffKind(kind: string, was: readonly Data[], is: readonly Data[]): readonly Change[] {
  const [gone, come] = [without(was, is), without(is, was)];
  const [before, after] = [gone[0], come[0]];
  if (gone.length === 1 && come.length === 1 && before !== undefined && after !== undefined) return diffFields(kind, before, after);
  return [...gone.map((data) => ({ what: kind, old: text(data) })), ...come.map((data) => ({ what: kind, new: text(data) }))];
}

/** Those of the one list that the other does not have, each as often as it is too many. */
function without(those: readonly Data[], others: readonly Data[]): readonly Data[] {
  const left = others.map(text);
  return those.filter((data) => {
    const at = left.indexOf(text(data));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function diffFields(kind: string, before: Data, after: Data): readonly Change[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return fields.flatMap((field) => {
    const [old, now] = [fieldText(before, field), fieldText(after, field)];
    if (old === now) return [];
    return [{ what: `${kind} ${field}`, ...(old === undefined ? {} : { old }), ...(now === undefined ? {} : { new: now }) }];
  });
}

function fieldText(data: Data, field: string): string | undefined {
  return Object.hasOwn(data, field) ? text({ value: data[field] }).slice('{"value":'.length, -1) : undefined;
}

const text = (data: Data): string => stableJson(data);

/** JSON with the members of every object in one order: two versions of a tool may write them in two. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
