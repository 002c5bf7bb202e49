/** Azure Key Vault on loopback. Shapes: the REST API's "Get Key" (KeyBundle, a JWK) and "Sign" (KeyOperationResult), 7.4. */
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { json, type Loopback, refusal, type Script, startLoopback, TENANT } from '../collectors/azure/loopback.ts';
import { hasSigned, MESSAGE, open, publicKey, signed } from './distant.ts';

const VERSION = '0123456789abcdef0123456789abcdef';
const PLACE = 'azurekms://evidence.vault.azure.net/seal';
let server: Loopback;

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const keyAnswer = (jwk: object) =>
  json({ key: { kid: `https://evidence.vault.azure.net/keys/seal/${VERSION}`, key_ops: ['sign'], ...jwk } });
const works: Script = {
  '/keys/seal/': () => keyAnswer({ ...publicKey.export({ format: 'jwk' }), kty: 'EC-HSM' }),
  [`/keys/seal/${VERSION}`]: () => keyAnswer(publicKey.export({ format: 'jwk' })),
  [`/keys/seal/${VERSION}/sign`]: ({ body }) => {
    const { alg, value } = JSON.parse(body);
    if (alg !== 'ES256') return refusal(400, 'BadParameter');
    return json({
      kid: `https://evidence.vault.azure.net/keys/seal/${VERSION}`,
      value: signed(Buffer.from(value, 'base64url'), 'ieee-p1363').toString('base64url'),
    });
  },
};

async function start(script: Script): Promise<void> {
  server = await startLoopback(script);
  const env = {
    AZURE_KEY_VAULT_URL: server.url,
    AZURE_AUTHORITY_HOST: server.url,
    AZURE_TENANT_ID: TENANT,
    AZURE_CLIENT_ID: '44444444-4444-4444-8444-444444444444',
    AZURE_CLIENT_SECRET: 'a secret of a test',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

const keyCalls = () => server.asked.filter(({ call }) => call.startsWith('/keys')).map(({ url }) => url);

test('a key of Azure Key Vault signs a digest, by the version that it had when it was opened', async () => {
  await start(works);
  expect(await hasSigned(await open(PLACE))).toBe(true);
  expect(keyCalls()).toEqual(['/keys/seal/?api-version=7.4', `/keys/seal/${VERSION}/sign?api-version=7.4`]);
  const [token] = server.asked.filter(({ call }) => call === 'token');
  expect(new URLSearchParams(token?.body).get('scope')).toContain('https://vault.azure.net/.default');
});

test('a version can be named', async () => {
  await start(works);
  expect(await hasSigned(await open(`${PLACE}/${VERSION}`))).toBe(true);
  expect(keyCalls()[0]).toBe(`/keys/seal/${VERSION}?api-version=7.4`);
});

const P384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });

test.each<[string, Script, object]>([
  [
    'may not be used',
    { ...works, [`/keys/seal/${VERSION}/sign`]: () => refusal(403, 'Forbidden') },
    { code: 'not-signed', message: expect.stringContaining('keys/sign') },
  ],
  [
    'may not be read',
    { '/keys/seal/': () => refusal(403, 'Forbidden') },
    { code: 'not-signed', message: expect.stringContaining('keys/get') },
  ],
  ['is not there', { '/keys/seal/': () => refusal(404, 'KeyNotFound') }, { code: 'key-missing' }],
  ['is on P-384', { '/keys/seal/': () => keyAnswer(P384) }, { code: 'key-wrong', message: expect.stringContaining('P-384') }],
  ['is an RSA key', { '/keys/seal/': () => keyAnswer({ kty: 'RSA', n: 'AQAB', e: 'AQAB' }) }, { code: 'key-wrong' }],
  [
    'answers with another signature',
    { ...works, [`/keys/seal/${VERSION}/sign`]: () => json({ kid: 'k', value: 'AAAA' }) },
    { code: 'not-signed' },
  ],
  ['answers in another shape', { '/keys/seal/': () => json({ key: {} }) }, { code: 'not-signed' }],
  [
    'sends elsewhere',
    { '/keys/seal/': (_asked, _nth, url) => ({ status: 307, headers: { location: `${url}/keys/other/` }, body: '' }) },
    { code: 'not-signed', message: expect.stringContaining('307') },
  ],
  [
    'is asked without credentials that are good',
    { ...works, token: () => json({ error: 'invalid_client', error_description: 'AADSTS7000215' }, 401) },
    { code: 'no-credentials' },
  ],
])('a key that %s is said', async (_, script, error) => {
  await start(script);
  const work = async () => (await open(PLACE)).sign(MESSAGE);
  await expect(work()).rejects.toMatchObject(error);
});
