import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OAuth2Client } from 'google-auth-library';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { bucketEncryption } from '../../../collectors/gcp/bucket-encryption.ts';
import { remembered } from '../../../collectors/gcp/credentials.ts';
import { gcp } from '../../../collectors/gcp/source.ts';
import { EMAIL, look, openWire, PROJECT, resolve } from './looking.ts';
import { type Asked, bucket, bucketList, json, rpcError, type Script, startLoopback, storageError } from './loopback.ts';

const directory = mkdtempSync(join(tmpdir(), 'claimcheck-gcp-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(content: unknown): Readonly<Record<string, string | undefined>> {
  const path = join(mkdtempSync(join(directory, 'one-')), 'credentials.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return { GOOGLE_APPLICATION_CREDENTIALS: path, GCE_METADATA_HOST: undefined };
}

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const key = {
  type: 'service_account',
  client_email: EMAIL,
  private_key: privateKey,
  private_key_id: 'k',
  project_id: 'example-home',
  token_uri: 'http://127.0.0.1:1/not-asked',
};
const keyScript: Script = { 'token:key': () => json({ access_token: 'secret-of-the-key', expires_in: 3600, token_type: 'Bearer' }) };

/** `url`: filled in by a first server, as files of workload identity federation name their addresses themselves. */
function federation(url: string) {
  return {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/111122223333/locations/global/workloadIdentityPools/pool/providers/provider',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${url}/v1/token`,
    service_account_impersonation_url: `${url}/v1/projects/-/serviceAccounts/${EMAIL}:generateAccessToken`,
    credential_source: { file: file('subject-token')['GOOGLE_APPLICATION_CREDENTIALS'] },
  };
}
const federationScript: Script = {
  'token:sts': () =>
    json({
      access_token: 'secret-of-the-exchange',
      expires_in: 3600,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
    }),
  'token:impersonation': () => json({ accessToken: 'secret-of-the-account', expireTime: '2099-01-01T00:00:00Z' }),
};

const body = { projects: [PROJECT] };
const tokensOf = (asked: readonly Asked[]) =>
  asked.filter(({ call }) => call.startsWith('cloudresourcemanager:')).map(({ token }) => token);

describe('the chain', () => {
  test("a service account's key is exchanged, and its account is who looks", async () => {
    const { resolved, asked } = await resolve(keyScript, body, file(key));
    expect(resolved).toMatchObject([{ name: PROJECT, identity: EMAIL }]);
    expect(tokensOf(asked)).toEqual(['secret-of-the-key']);
  });

  test('its exchange is a form, with the assertion in it', async () => {
    const { asked } = await resolve(keyScript, body, file(key));
    const exchange = asked.find(({ call }) => call === 'token:key');
    expect(exchange?.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(new URLSearchParams(exchange?.body).get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  });

  test('workload identity federation is exchanged twice, and the account that it stands for is who looks', async () => {
    const exchange = await startLoopback(federationScript);
    try {
      const { resolved, asked } = await resolve({}, body, file(federation(exchange.url)));
      expect(resolved).toMatchObject([{ name: PROJECT, identity: EMAIL }]);
      expect(tokensOf(asked)).toEqual(['secret-of-the-account']);
      expect(exchange.asked.map(({ call }) => call)).toEqual(['token:sts', 'token:impersonation']);
    } finally {
      await exchange.close();
    }
  });

  test('the metadata server of the machine gives its account', async () => {
    const { resolved, asked } = await resolve({}, body);
    expect(resolved).toMatchObject([{ name: PROJECT, identity: EMAIL }]);
    expect(asked.find(({ call }) => call === 'metadata:token')?.headers['metadata-flavor']).toBe('Google');
  });

  test('the file goes before the machine, and the config before the file', async () => {
    const both = { ...file(key), GCE_METADATA_HOST: undefined };
    const machine = await startLoopback({
      'metadata:token': () => json({ access_token: 'of-the-machine', expires_in: 3600 }, 200, { 'metadata-flavor': 'Google' }),
    });
    try {
      const told = { ...both, GCE_METADATA_HOST: machine.host };
      const [first, second] = [await resolve(keyScript, body, told), await resolve(keyScript, { ...body, credentials: 'metadata' }, told)];
      expect([tokensOf(first.asked), tokensOf(second.asked)]).toEqual([['secret-of-the-key'], ['of-the-machine']]);
    } finally {
      await machine.close();
    }
  });

  test('an account that does not tell its name looks without one', async () => {
    const { resolved } = await resolve({ 'metadata:email': () => rpcError(404, 'NOT_FOUND') }, body);
    expect(resolved[0]?.identity).toBeUndefined();
    expect(resolved[0]?.gap).toBeUndefined();
  });
});

describe('no credentials', () => {
  test('are said so for every target, and nothing is asked of anybody', async () => {
    const { resolved, asked } = await resolve({}, { projects: [PROJECT, 'example-test'] }, { GCE_METADATA_HOST: undefined });
    expect(resolved).toMatchObject([
      { name: PROJECT, noCredentials: true, gap: { reason: 'denied', code: 'NoCredentials' } },
      { name: 'example-test', noCredentials: true, gap: { reason: 'denied', code: 'NoCredentials' } },
    ]);
    expect(asked).toEqual([]);
  });

  test('what a person left behind with gcloud is not taken', async () => {
    const config = mkdtempSync(join(directory, 'one-'));
    writeFileSync(join(config, 'application_default_credentials.json'), JSON.stringify(key));
    const { resolved } = await resolve(keyScript, body, { GCE_METADATA_HOST: undefined, CLOUDSDK_CONFIG: config });
    expect(resolved).toMatchObject([{ noCredentials: true, gap: { code: 'NoCredentials' } }]);
  });

  test.each([
    ['is not there', { GOOGLE_APPLICATION_CREDENTIALS: '/nonexistent/key.json' }],
    ['is no JSON', file('-----BEGIN')],
    ['holds no key', file({ ...key, private_key: 'none' })],
    ['is empty', file({})],
  ])('a file that %s is refused, and the machine is not asked in its place', async (_, env) => {
    const { resolved, asked } = await resolve(keyScript, body, env);
    expect(resolved).toMatchObject([{ noCredentials: true, gap: { reason: 'denied' } }]);
    expect(asked.filter(({ call }) => call.startsWith('metadata:'))).toEqual([]);
  });

  test('a key that is refused at the exchange', async () => {
    const { resolved } = await resolve(
      { 'token:key': () => json({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }, 400) },
      body,
      file(key),
    );
    expect(resolved).toMatchObject([{ noCredentials: true, gap: { reason: 'denied', code: 'invalid_grant' } }]);
  });

  test('a machine without an account', async () => {
    const { resolved } = await resolve({ 'metadata:token': () => rpcError(404, 'NOT_FOUND') }, body);
    expect(resolved).toMatchObject([{ noCredentials: true, gap: { reason: 'denied' } }]);
  });

  test('a token exchange that cannot be reached is that, and not a lack of credentials', async () => {
    const env = { ...file(key), CLOUDSDK_AUTH_TOKEN_HOST: 'http://127.0.0.1:1/token' };
    const { resolved } = await resolve({}, body, env);
    expect(resolved).toMatchObject([{ noCredentials: false, gap: { reason: 'unreachable' } }]);
  });

  test('a token that Google does not know', async () => {
    const { resolved } = await resolve({ 'cloudresourcemanager:projects.get': () => rpcError(401, 'UNAUTHENTICATED') }, body);
    expect(resolved).toMatchObject([{ noCredentials: true, gap: { reason: 'denied', status: 401 } }]);
  });
});

describe('a token', () => {
  const two: Script[string] = ({ query }) =>
    query['pageToken'] ? bucketList([bucket('second')]) : bucketList([bucket('first')], { nextPageToken: 'two' });

  test('that ends in mid-listing is renewed, and the listing goes on where it was', async () => {
    const { observed, gaps, asked } = await look(bucketEncryption, {
      'storage:buckets.list': (one, nth) =>
        one.query['pageToken'] && one.token === 'token-1' ? storageError(401, 'authError') : two(one, nth),
    });
    expect(gaps).toEqual([]);
    expect(observed.map(({ subject }) => subject.name)).toEqual(['first', 'second']);
    expect(asked.filter(({ call }) => call === 'storage:buckets.list').map(({ token }) => token)).toEqual([
      'token-1',
      'token-1',
      'token-2',
    ]);
  });

  test('whose successor is refused too is not renewed for ever', async () => {
    const { gaps, asked } = await look(bucketEncryption, { 'storage:buckets.list': () => storageError(401, 'authError') });
    expect(gaps).toMatchObject([{ reason: 'denied', code: 'authError', status: 401 }]);
    expect(asked.filter(({ call }) => call === 'storage:buckets.list').map(({ token }) => token)).toEqual(['token-1', 'token-2']);
  });

  test('is asked for once for all calls', async () => {
    const { asked } = await look(bucketEncryption, { 'storage:buckets.list': two });
    expect(asked.filter(({ call }) => call === 'metadata:token')).toEqual([]);
  });
});

describe('secrets', () => {
  test('whatever makes a token runs outside of the call that needs it', async () => {
    const wire = openWire();
    const signals: unknown[] = [];
    const client = new OAuth2Client();
    client.setCredentials({ access_token: 'secret-of-the-client' });
    const credential = remembered(async () => {
      signals.push(wire.tap.signal());
      wire.tap.saw({
        host: 'h',
        status: 200,
        headers: {},
        body: Buffer.from('secret-of-the-exchange'),
        requestId: undefined,
        origin: 'live',
      });
      return client;
    }, wire.tap);
    const kept: unknown[] = [];
    const caller = {
      key: 'k',
      meaning: gcp.meaning,
      allowance: gcp.allowance,
      numbers: { calls: 0, retries: 0 },
      keep: (reply: unknown) => `${kept.push(reply)}`,
    };
    const { value } = await wire.call(caller, 'storage:buckets.list', {}, () => credential.headers());
    expect(value).toEqual({ authorization: 'Bearer secret-of-the-client' });
    expect([signals, kept]).toEqual([[undefined], []]);
  });

  const ended: Script = {
    'storage:buckets.list': ({ token }, nth) =>
      nth === 1 ? storageError(401, 'authError') : bucketList([bucket(`seen-with-${token?.length}`)]),
  };

  test("tokens and their exchanges never come among a call's replies, though one is renewed in the middle of it", async () => {
    const { replies } = await look(bucketEncryption, { ...ended, ...keyScript }, { env: file(key) });
    expect(replies.map(({ call }) => call)).toEqual(['storage:buckets.list']);
    expect(JSON.stringify(replies)).not.toMatch(/secret-of|BEGIN PRIVATE KEY|assertion|Bearer/);
  });

  test('nor those of a federation', async () => {
    const exchange = await startLoopback(federationScript);
    try {
      const { replies } = await look(bucketEncryption, ended, { env: file(federation(exchange.url)) });
      expect(replies).toHaveLength(1);
      expect(exchange.asked.length).toBeGreaterThan(2);
      expect(JSON.stringify(replies)).not.toMatch(/secret-of|subject-token/);
    } finally {
      await exchange.close();
    }
  });

  test('nor those of the machine', async () => {
    const { replies } = await look(bucketEncryption, ended);
    expect(JSON.stringify(replies)).not.toContain('token-');
  });

  test('nor does the library print anything', async () => {
    const printed = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error'), vi.spyOn(console, 'log')];
    await resolve(keyScript, body, file(key));
    expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([]);
    vi.restoreAllMocks();
  });

  test('a project that is billed for the calls is named in each', async () => {
    const { asked } = await resolve(keyScript, body, { ...file(key), GOOGLE_CLOUD_QUOTA_PROJECT: 'example-billed' });
    expect(asked.find(({ call }) => call.startsWith('cloudresourcemanager:'))?.headers['x-goog-user-project']).toBe('example-billed');
  });
});
