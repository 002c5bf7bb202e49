/** Google Cloud KMS on loopback. Shapes: the REST reference, v1, cryptoKeyVersions.getPublicKey and asymmetricSign; int64 is text there. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { crc32c } from '../../src/signers/crc32c.ts';
import { json, type Loopback, rpcError, type Script, startLoopback } from '../collectors/gcp/loopback.ts';
import { hasSigned, MESSAGE, open, pair, signed } from './distant.ts';

const NAME = 'projects/example-prod/locations/europe-west1/keyRings/evidence/cryptoKeys/seal/cryptoKeyVersions/3';
const KEY = `unknown:/v1/${NAME}/publicKey`;
const SIGN = `unknown:/v1/${NAME}:asymmetricSign`;
let server: Loopback;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-test-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(folder, { recursive: true });
});

function keyAnswer(change: object = {}) {
  const whole = {
    name: NAME,
    pem: pair.publicPem,
    pemCrc32c: String(crc32c(Buffer.from(pair.publicPem))),
    algorithm: 'EC_SIGN_P256_SHA256',
  };
  return json({ ...whole, protectionLevel: 'HSM', ...change });
}

function signAnswer(body: string, change: object = {}) {
  const { digest, digestCrc32c } = JSON.parse(body);
  const bytes = Buffer.from(digest.sha256, 'base64');
  const signature = signed(bytes, 'der');
  const guards = { signatureCrc32c: String(crc32c(signature)), verifiedDigestCrc32c: digestCrc32c === String(crc32c(bytes)) };
  return json({ name: NAME, signature: signature.toString('base64'), ...guards, protectionLevel: 'HSM', ...change });
}

const works: Script = {
  'token:sts': () =>
    json({
      access_token: 'a-token',
      expires_in: 3600,
      token_type: 'Bearer',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    }),
  [KEY]: () => keyAnswer(),
  [SIGN]: ({ body }) => signAnswer(body),
};

async function start(script: Script): Promise<void> {
  server = await startLoopback(script);
  await writeFile(join(folder, 'subject-token'), 'the token of a workload');
  const credentials = {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/111122223333/locations/global/workloadIdentityPools/pool/providers/provider',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${server.url}/v1/token`,
    credential_source: { file: join(folder, 'subject-token') },
  };
  await writeFile(join(folder, 'credentials.json'), JSON.stringify(credentials));
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', join(folder, 'credentials.json'));
  vi.stubEnv('CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS', server.url);
}

test('a key of Google KMS signs a digest that it has checked', async () => {
  await start(works);
  expect(await hasSigned(await open(`gcpkms://${NAME}`))).toBe(true);
  expect(server.asked.filter(({ call }) => call === KEY || call === SIGN).map(({ token }) => token)).toEqual(['a-token', 'a-token']);
});

test.each<[string, Script, object]>([
  [
    'may not be used',
    { ...works, [SIGN]: () => rpcError(403, 'PERMISSION_DENIED') },
    { code: 'not-signed', message: expect.stringContaining('useToSign') },
  ],
  [
    'may not be read',
    { ...works, [KEY]: () => rpcError(403, 'PERMISSION_DENIED') },
    { code: 'not-signed', message: expect.stringContaining('viewPublicKey') },
  ],
  ['is not there', { ...works, [KEY]: () => rpcError(404, 'NOT_FOUND') }, { code: 'key-missing' }],
  [
    'signs otherwise',
    { ...works, [KEY]: () => keyAnswer({ algorithm: 'EC_SIGN_P384_SHA384' }) },
    { code: 'key-wrong', message: expect.stringContaining('P384') },
  ],
  [
    'arrives damaged',
    { ...works, [KEY]: () => keyAnswer({ pemCrc32c: '1' }) },
    { code: 'not-signed', message: expect.stringContaining('damaged') },
  ],
  [
    'is another one',
    { ...works, [KEY]: () => keyAnswer({ name: `${NAME}0` }) },
    { code: 'not-signed', message: expect.stringContaining('damaged') },
  ],
  [
    'signs, and the signature arrives damaged',
    { ...works, [SIGN]: ({ body }) => signAnswer(body, { signatureCrc32c: '1' }) },
    { code: 'not-signed', message: expect.stringContaining('damaged') },
  ],
  [
    'did not check the digest',
    { ...works, [SIGN]: ({ body }) => signAnswer(body, { verifiedDigestCrc32c: false }) },
    { code: 'not-signed' },
  ],
  [
    'is asked without credentials that are good',
    { ...works, 'token:sts': () => json({ error: 'invalid_grant' }, 400) },
    { code: 'no-credentials' },
  ],
])('a key that %s is said', async (_, script, error) => {
  await start(script);
  const work = async () => (await open(`gcpkms://${NAME}`)).sign(MESSAGE);
  await expect(work()).rejects.toMatchObject(error);
});

test('a token is not sent to an address without TLS', async () => {
  await start(works);
  vi.stubEnv('CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS', 'http://kms.example.com');
  await expect(open(`gcpkms://${NAME}`)).rejects.toMatchObject({ code: 'usage' });
});
