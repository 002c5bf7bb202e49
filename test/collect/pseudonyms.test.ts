import { expect, test } from 'vitest';
import { pseudonymousBody, pseudonymousJson } from '../../src/collect/pseudonymous.ts';
import { createPseudonyms } from '../../src/collect/pseudonyms.ts';
import fc from '../property.ts';

const words = new Set([
  'arn',
  'aws',
  'kms',
  'iam',
  'key',
  'role',
  'eu-west-1',
  'root',
  'available',
  'com',
  'https',
  'storage',
  'Message',
  'denied',
]);
const open = (names: readonly string[] = []) => createPseudonyms({ words, names: new Set(names) });

test.each([
  ['an account', '123456789012', /^\d{12}$/],
  ['a GUID', 'b5c0e0a6-1111-4b1b-9c1c-7d1d0e0f0a0b', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/],
  ['an ARN', 'arn:aws:kms:eu-west-1:123456789012:key/mrk-0123', /^arn:aws:kms:eu-west-1:\d{12}:key\/[a-z]{3}-\d{4}$/],
  ['an e-mail address', 'Jane.Doe@acme.com', /^[A-Z][a-z]{3}\.[A-Z][a-z]{2}@[a-z]{4}\.com$/],
  ['an id of EC2', 'vol-0a1b2c3d4e5f60001', /^vol-[0-9a-f]{17}$/],
  ['an address', '10.20.30.40', /^192\.0\.2\.1$/],
  ['a newer address', 'fe80::1c2d:3e4f', /^2001:db8::1$/],
  ['a name with other letters', 'Zürich-7', /^[A-Z][a-z]{5}-\d$/],
])('%s stays one, and is another', (_, original, form) => {
  const made = open().text(original);
  expect(made).toMatch(form);
  expect(made).not.toBe(original);
});

test.each([
  '2026-06-01T12:00:00.123Z',
  'Mon, 01 Jun 2026 12:00:00 GMT',
  '127.0.0.1:40123',
  '0.0.0.0/0',
  'available',
  'eu-west-1a',
  '500',
  '',
])('%j names nobody, and stays', (text) => expect(open().text(text)).toBe(text));

test('equal stays equal, in whatever it stands and in whatever case', () => {
  const { text } = open();
  const account = text('123456789012');
  expect(text('arn:aws:iam::123456789012:root')).toBe(`arn:aws:iam::${account}:root`);
  const group = text('rg-Ledger');
  expect(text('/x/RG-LEDGER/y').split('/')[2]).toBe(group.toUpperCase());
  expect(text('https://storage/?name=a%2Frg-Ledger')).toBe(`https://storage/?${text('name')}=${text('a')}%2F${group}`);
});

test('a known word that somebody is called by is replaced, but not where no name can stand', () => {
  const { text } = open(['available']);
  expect(text('available')).not.toBe('available');
  expect(text('available', 'plain')).toBe('available');
});

test('no two originals get one pseudonym', () => {
  const one = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'aBz09-_'), minLength: 1, maxLength: 4 }),
    fc.uuid(),
    fc.stringMatching(/^\d{7,12}$/),
  );
  fc.assert(
    fc.property(fc.uniqueArray(one, { maxLength: 60 }), (originals) => {
      const { text } = open();
      const made = originals.map((original) => text(original));
      expect(new Set(made).size).toBe(originals.length);
      expect(originals.map((original) => text(original))).toEqual(made);
    }),
    { numRuns: 60 },
  );
});

test('numbers that are counts or times stay; longer ones do not', () => {
  const { number } = open();
  expect([number(500), number(1_780_000_000), number(1_780_000_000_123), number(1.5)]).toEqual([
    500, 1_780_000_000, 1_780_000_000_123, 1.5,
  ]);
  expect(String(number(123_456_789_012))).toMatch(/^\d{12}$/);
  expect(number(123_456_789_012)).not.toBe(123_456_789_012);
});

test('fields of JSON stay, keys of tags and ids do not; JSON inside of JSON is read', () => {
  const inner = JSON.stringify({ role: 'arn:aws:iam::123456789012:role/deploy' });
  const made = pseudonymousJson({ tags: { team: 'available' }, ownId: 'storage', '/id/one': {}, policy: inner }, open());
  const text = JSON.stringify(made);
  expect(text).not.toMatch(/team|available|deploy|123456789012|\/id\/one/);
  expect(made).toMatchObject({ ownId: 'storage', policy: expect.stringMatching(/^\{"role":"arn:aws:iam::\d{12}:role\/[a-z]{6}"\}$/) });
});

test('elements of XML stay, whatever stands in them is replaced, escapes too', () => {
  const xml =
    '<?xml version="1.0"?><a xmlns="http://ec2.amazonaws.com/doc/"><!-- ledger --><tagSet><item><key>Name</key><value>available</value></item></tagSet><st>available</st><n>A&amp;B&#x20;Ledger</n></a>';
  const made = pseudonymousBody(xml, open());
  expect(made).toMatch(/^<\?xml version="1\.0"\?><a xmlns="http:\/\/ec2\.amazonaws\.com\/doc\/"><tagSet><item><key>Name<\/key>/);
  expect(made).toContain('<st>available</st>');
  expect(made).not.toMatch(/ledger|<value>available/i);
  expect(made).toMatch(/<n>[A-Z]&#38;[A-Z] [A-Z][a-z]{5}<\/n>/);
});

test('what is neither is text', () => {
  const made = pseudonymousBody('Message denied for ledger at {', open());
  expect(made).toMatch(/^Message denied [a-z]{3} [a-z]{6} [a-z]{2} \{$/);
});
