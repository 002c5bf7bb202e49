import { describe, expect, test } from 'vitest';
import { readSecurityText } from '../../../../collectors/live/http/security-text.ts';

const at = new Date('2026-11-25T12:00:00Z');
const good = 'Contact: mailto:security@example.com\r\nExpires: 2027-01-01T00:00:00Z\r\n';
const read = (text: string, contentType: string | undefined = 'text/plain; charset=utf-8', status = 200) =>
  readSecurityText({ status, contentType, body: Buffer.from(text) }, at);

describe('security.txt', () => {
  test('is sound with a contact and an end', () => {
    expect(read(good)).toEqual({
      present: true,
      contacts: 1,
      expiresAt: '2027-01-01T00:00:00Z',
      expired: false,
      signed: false,
      faults: [],
    });
  });

  test('may have comments, empty lines, fields that nobody knows, and several contacts', () => {
    const text = `# ours\n\n${good}Contact: https://example.com/report\nContact: tel:+1-201-555-0123\nColour: blue\n`;
    expect(read(text)).toMatchObject({ contacts: 3, faults: [] });
  });

  test.each([
    ['Expires: 2027-01-01T00:00:00Z\n', 'no-contact'],
    ['Contact: security@example.com\nExpires: 2027-01-01T00:00:00Z\n', 'bad-contact'],
    ['Contact: http://example.com/report\nExpires: 2027-01-01T00:00:00Z\n', 'bad-contact'],
    ['Contact: mailto:a@example.com\n', 'no-expires'],
    ['Contact: mailto:a@example.com\nExpires: 2027-02-30T00:00:00Z\n', 'bad-expires'],
    ['Contact: mailto:a@example.com\nExpires: next year\n', 'bad-expires'],
    [`${good}Expires: 2027-01-02T00:00:00Z\n`, 'repeated-expires'],
    [`${good}Preferred-Languages: en\nPreferred-Languages: fr\n`, 'repeated-languages'],
    [`${good}just a line\n`, 'bad-line'],
    [`${good}# ${'x'.repeat(70_000)}\n`, 'too-large'],
  ])('%j has a fault', (text, fault) => {
    expect(read(text).faults).toContain(fault);
  });

  test('has to be plain text in UTF-8', () => {
    expect(read(good, 'text/html').faults).toEqual(['not-plain-text']);
    expect(read(good, 'text/plain; charset=iso-8859-1').faults).toEqual(['not-plain-text']);
    expect(readSecurityText({ status: 200, contentType: undefined, body: Buffer.from(good) }, at).faults).toEqual(['not-plain-text']);
    expect(read(good, 'text/plain').faults).toEqual([]);
  });

  test('is out of date from the very second on', () => {
    expect(read('Contact: mailto:a@example.com\nExpires: 2026-11-25T12:00:00Z\n').expired).toBe(true);
    expect(read('Contact: mailto:a@example.com\nExpires: 2026-11-25T13:00:01+01:00\n')).toMatchObject({
      expired: false,
      expiresAt: '2026-11-25T12:00:01Z',
    });
  });

  test('is not there with another status, nor where the front page answers', () => {
    expect(read(good, 'text/plain', 404)).toEqual({ present: false });
    expect(read('<!doctype html>\n<title>Welcome</title>\n', 'text/html')).toEqual({ present: false });
  });

  test('is read out of a cleartext signature', () => {
    const signed = [
      '-----BEGIN PGP SIGNED MESSAGE-----',
      'Hash: SHA256',
      '',
      'Contact: mailto:security@example.com',
      '- -dashed: escaped',
      'Expires: 2027-01-01T00:00:00Z',
      '-----BEGIN PGP SIGNATURE-----',
      '',
      'iQEzBAEBCAAdFiEE',
      '-----END PGP SIGNATURE-----',
      '',
    ].join('\n');
    expect(read(signed)).toMatchObject({ present: true, contacts: 1, signed: true, faults: [] });
  });
});
