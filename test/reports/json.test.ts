import { describe, expect, test } from 'vitest';
import { json } from '../../reports/json.ts';
import { exampleView, hostile } from './view.ts';

const view = exampleView();
const text = json.render(view, {});
const report = JSON.parse(text);

test('its shape is the documented one', async () => {
  await expect(`${JSON.stringify(shape(report), undefined, 2)}\n`).toMatchFileSnapshot('./json.shape.txt');
});

test('the same view gives the same bytes, whatever order its parts come in', () => {
  const turned = { ...view, names: reversed(view.names), checks: reversed(view.checks), controls: reversed(view.controls) };
  expect(json.render(turned, {})).toBe(text);
});

describe('claims', () => {
  test('stand in the manifest’s order with their verdicts', () => {
    expect(report.claims.map((claim: { verdict: string }) => claim.verdict)).toEqual(view.manifest.claims.map(({ verdict }) => verdict));
  });

  test('carry the verdict’s words', () => {
    expect(report.claims[0]).toMatchObject({ verdictText: 'verified except 2 of 36', excepted: 2 });
  });

  test('list every subject of the sample by name and count the rest', () => {
    const { listed, more } = report.claims[1].proofs[0].contradictions;
    expect([listed.length, more]).toEqual([1000, 4000]);
    expect(listed[0].name).toBe(hostile.script);
  });

  test('keep the words of private ones', () => {
    expect(report.claims[8]).toMatchObject({ id: 'p-7f3a91c2', quote: null });
    expect(text).not.toContain('apes');
  });

  test('show the words of private ones to those who may read them', () => {
    expect(JSON.parse(json.render(view, { showPrivate: true })).claims[8]).toMatchObject({
      id: 'on-site-tapes',
      quote: 'Tapes lie in the safe behind the reception',
    });
  });
});

test('controls list their claims', () => {
  const pci = report.byControl.find(({ framework }: { framework: string }) => framework === 'pci-dss-4.0.1');
  expect(pci.controls.at(-1)).toEqual({
    id: 'pci-dss-4.0.1:4.2.1',
    claims: [{ id: 'tls', verdict: 'verified', verdictText: 'verified', confidence: 'agreed' }],
  });
});

test('coverage tells each place apart', () => {
  const places = report.coverage.targets.flatMap(({ places }: { places: { is: string }[] }) => places.map(({ is }) => is));
  expect(new Set(places)).toEqual(new Set(['swept', 'part', 'not-seen', 'excluded']));
});

test('origins that are not live are warned of', () => {
  expect(report.origins).toEqual({ warnings: ['Practice cloud: nothing here was seen on a real provider.'], counts: { practice: 240 } });
});

/** Keys and types, in their order; of a list the union over its items. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(shape).reduce(union)];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shape(part)]));
}

function union(a: unknown, b: unknown): unknown {
  if (JSON.stringify(a) === JSON.stringify(b)) return a;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === 0 ? b : b.length === 0 ? a : [union(a[0], b[0])];
  if (isRecord(a) && isRecord(b)) {
    return Object.fromEntries(
      [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [
        key,
        key in a && key in b ? union(a[key], b[key]) : (a[key] ?? b[key]),
      ]),
    );
  }
  if (typeof a === 'string' && typeof b === 'string') return [...new Set([...a.split(' | '), ...b.split(' | ')])].sort().join(' | ');
  return typeof a === 'string' ? union(b, a) : isRecord(a) ? { ...a, '(or)': b } : a;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reversed<Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).reverse());
}
