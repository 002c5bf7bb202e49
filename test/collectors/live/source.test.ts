import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotObserve, GLOBAL, type Resolving } from 'claimcheck/plugin';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { live } from '../../../collectors/live/source.ts';

const resolving: Resolving = {
  tap: { saw: () => {}, signal: () => undefined, stored: () => undefined, outside: (work) => work() },
  env: {},
  base: tmpdir(),
  call: () => {
    throw new Error('resolving endpoints asks nobody');
  },
};

describe('endpoints in a config', () => {
  test('each is one target, named host:port, looked at as a whole', () => {
    const outline = live.outline([
      'api.example.com:443',
      'https://[2001:db8::1]',
      { endpoint: 'example.com:8443', timeout: 3 },
      'smtp://mx.example.com',
    ]);
    expect(outline).toEqual([
      { name: 'api.example.com:443', regions: [GLOBAL] },
      { name: '[2001:db8::1]:443', regions: [GLOBAL] },
      { name: 'example.com:8443', regions: [GLOBAL] },
      { name: 'smtp://mx.example.com:25', regions: [GLOBAL] },
    ]);
  });

  test.each([
    ['an empty list', []],
    ['an endpoint that is listed twice', ['example.com:443', 'https://EXAMPLE.com']],
    ['a protocol that is not known', ['ftp://example.com:21']],
    ['an endpoint that is listed twice, once by its usual port', ['smtp://mx.example.com:25', 'smtp://mx.example.com']],
    ['an unknown field', [{ endpoint: 'example.com:443', insecure: true }]],
  ])('are refused: %s', (_name, body) => {
    expect(live.body.safeParse(body).success).toBe(false);
  });

  test('say what is wrong with which of them', () => {
    const { error } = live.body.safeParse(['example.com:443', 'ftp://example.com:21']);
    expect(JSON.stringify(error?.issues)).toMatch(/"path":\[1\].*unknown scheme|unknown scheme.*"path":\[1\]/s);
  });
});

describe('a CA file', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'claimcheck-ca-'));
    await writeFile(join(directory, 'empty.pem'), 'nothing here');
  });
  afterAll(() => rm(directory, { recursive: true }));

  test.each(['missing.pem', 'empty.pem'])('%s is a gap of its endpoint, and no other', async (file) => {
    const body = [{ endpoint: 'example.com:443', ca: join(directory, file) }, 'example.org:443'];
    const [first, second] = await live.resolve(body, resolving);
    expect(first?.gap).toBeInstanceOf(CannotObserve);
    expect(second?.gap).toBeUndefined();
  });
});

describe('an error means', () => {
  test.each([
    ['ENOTFOUND', 'unreachable', false],
    ['EAI_AGAIN', 'unreachable', true],
    ['ECONNREFUSED', 'unreachable', true],
    ['ECONNRESET', 'unreachable', true],
    ['ETIMEDOUT', 'unreachable', true],
    ['EHOSTUNREACH', 'unreachable', true],
    ['ERR_INVALID_ARG_TYPE', 'bug', false],
  ])('%s: %s', (code, reason, retry) => {
    expect(live.meaning(Object.assign(new Error('x'), { code }))).toMatchObject({ reason, retry, code });
  });

  test('one without a code: a bug', () => {
    expect(live.meaning(new RangeError('x'))).toMatchObject({ reason: 'bug', retry: false });
  });
});
