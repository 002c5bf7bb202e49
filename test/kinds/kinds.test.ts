import { describe, expect, test } from 'vitest';
import * as exported from '../../src/kinds/index.ts';
import { constant, instant, type KindWithSchema } from '../../src/kinds/kind.ts';
import { fieldsOf, isReference, stringsOf } from './json-schema.ts';

const { kinds } = exported;
const byId: readonly (readonly [string, KindWithSchema])[] = kinds.map((kind) => [kind.id, kind]);
const examples = kinds.flatMap((kind) => Object.entries(kind.examples).map(([cloud, data]) => [kind.id, cloud, kind, data] as const));
const camelCase = (id: string) => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** What must never stand in a fact. */
const identifiers = [
  'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  '111122223333',
  'role-111122223333',
  'api.example.com',
  'https://api.example.com/',
  'someone@example.com',
  '192.0.2.17',
  '1234abcd-12ab-34cd-56ef-1234567890ab',
  '/subscriptions/1234abcd-12ab-34cd-56ef-1234567890ab/x',
  'CN=Example Limited',
  'Jane Doe',
];

test('every kind that claims are judged by is there, once', () => {
  expect(kinds.map(({ id }) => id)).toEqual([
    'encryption-at-rest',
    'encryption-default',
    'encryption-key',
    'transport-encryption',
    'tls-endpoint',
    'certificate',
    'http-security',
    'dns',
    'location',
    'backup',
    'restore-test',
    'log-retention',
    'audit-log',
    'public-access',
    'mfa',
    'privileged-access',
    'credential-rotation',
    'detection',
    'data-retention',
    'document',
  ]);
});

describe.each(byId)('the kind %s', (id, kind) => {
  const fields = fieldsOf(kind);
  const strings = fields.flatMap(({ path, name, node }) => stringsOf(node).map((leaf) => ({ path, name, leaf })));

  test('is exported under its name', () => {
    expect(exported).toHaveProperty(camelCase(id), kind);
  });

  test('says what every field means, at any depth', () => {
    expect(fields.filter(({ node }) => (node.description ?? '').length < 5).map(({ path }) => path)).toEqual([]);
  });

  test('names its top-level fields for gaps and checks', () => {
    expect(kind.fields).toEqual(fields.map(({ path }) => path).filter((path) => !path.includes('.')));
  });

  test('declares each field that holds a reference, and no other', () => {
    const holding = strings.filter(({ leaf }) => isReference(leaf)).map(({ path }) => path);
    expect([...kind.references].sort()).toEqual([...new Set(holding)].sort());
  });

  test('has no string that is neither a choice, a pattern, a day nor an instant', () => {
    expect(strings.filter(({ leaf }) => leaf.pattern === undefined).map(({ path }) => path)).toEqual([]);
  });

  test('has no text field that is called like an identifier', () => {
    const suspicious = strings.filter(({ name, leaf }) => {
      const words = name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
      return (
        !isReference(leaf) &&
        words.some((word) => /^(arn|account|host|hostname|name|names|email|mail|ip|address|url|user|id|owner|domain)$/.test(word))
      );
    });
    expect(suspicious.map(({ path }) => path)).toEqual([]);
  });

  test('lets no identifier into any of its texts', () => {
    const admitted = strings.flatMap(({ path, leaf }) =>
      identifiers.filter((text) => leaf.pattern === undefined || new RegExp(leaf.pattern).test(text)).map((text) => `${path}: ${text}`),
    );
    expect(admitted).toEqual([]);
  });

  test('has an example', () => {
    expect(Object.keys(kind.examples).length).toBeGreaterThan(0);
  });
});

describe.each(examples)('the example of %s from %s', (_id, _cloud, kind, data) => {
  test('parses, and comes out as it went in', () => {
    expect(kind.parse(data)).toEqual(data);
  });

  test('is refused with a field that the kind does not have', () => {
    expect(() => kind.parse({ ...Object(data), account: '111122223333' })).toThrow(/account/);
  });
});

describe('a constant', () => {
  test.each([
    'AES256',
    'aws:kms',
    'TLS_AES_128_GCM_SHA256',
    'X25519MLKEM768',
    'eu-west-1',
    'EUROPE-WEST1',
    'ISO27001',
    'application/pdf',
    'roles/owner',
    '1.2.840.113549.1.1.11',
    'TLSv1.2',
  ])('may be the technical word %s', (word) => {
    expect(constant.safeParse(word).success).toBe(true);
  });

  test.each([...identifiers, '', 'two words', 'x'.repeat(81)])('is never %s', (text) => {
    expect(constant.safeParse(text).success).toBe(false);
  });
});

test('an instant is in UTC', () => {
  expect(instant.safeParse('2026-02-01T09:00:00+01:00').success).toBe(false);
});
