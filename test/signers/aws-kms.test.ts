/** AWS KMS on loopback. Shapes: the models of GetPublicKey and Sign in @aws-sdk/client-kms (blobs are base64 in JSON 1.1). */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { json, kmsError, type Loopback, type Script, startLoopback } from '../collectors/aws/loopback.ts';
import { hasSigned, MESSAGE, open, publicKey, signed } from './distant.ts';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-4333-8444-555555555555';
let server: Loopback;

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

function keyAnswer(key: KeyObject) {
  return json({ KeyId: ARN, PublicKey: key.export({ type: 'spki', format: 'der' }).toString('base64'), KeyUsage: 'SIGN_VERIFY' });
}

const works: Script = {
  'kms:GetPublicKey': () => keyAnswer(publicKey),
  'kms:Sign': ({ input }) =>
    json({
      KeyId: ARN,
      SigningAlgorithm: 'ECDSA_SHA_256',
      Signature: signed(Buffer.from(String(input['Message']), 'base64'), 'der').toString('base64'),
    }),
};

async function start(script: Script, env: Record<string, string> = {}): Promise<void> {
  server = await startLoopback(script);
  const all = {
    AWS_ENDPOINT_URL_KMS: server.url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-north-1',
  };
  for (const [name, value] of Object.entries({ ...all, ...env })) vi.stubEnv(name, value);
}

test('a key of AWS KMS signs a digest, in the region of its ARN', async () => {
  await start(works);
  expect(await hasSigned(await open(`awskms:///${ARN}`))).toBe(true);
  expect(server.asked.map(({ call, region }) => [call, region])).toEqual([
    ['kms:GetPublicKey', 'eu-west-1'],
    ['kms:Sign', 'eu-west-1'],
  ]);
  expect(server.asked[1]?.input).toMatchObject({ KeyId: ARN, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' });
});

test('an alias is resolved once: what signs is the key that it named', async () => {
  await start(works);
  expect(await hasSigned(await open('awskms:///alias/evidence'))).toBe(true);
  expect(server.asked.map(({ region, input }) => [region, input['KeyId']])).toEqual([
    ['eu-north-1', 'alias/evidence'],
    ['eu-north-1', ARN],
  ]);
});

test.each<[string, Script, object]>([
  [
    'may not be used',
    { ...works, 'kms:Sign': () => kmsError('AccessDeniedException') },
    { code: 'not-signed', message: expect.stringContaining('kms:Sign') },
  ],
  [
    'may not be read',
    { 'kms:GetPublicKey': () => kmsError('AccessDeniedException') },
    { code: 'not-signed', message: expect.stringContaining('kms:GetPublicKey') },
  ],
  ['is not there', { 'kms:GetPublicKey': () => kmsError('NotFoundException') }, { code: 'key-missing' }],
  [
    'is disabled',
    { ...works, 'kms:Sign': () => kmsError('DisabledException') },
    { code: 'not-signed', message: expect.stringContaining('DisabledException') },
  ],
  [
    'is an RSA key',
    { 'kms:GetPublicKey': () => keyAnswer(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey) },
    { code: 'key-wrong', message: expect.stringContaining('RSA') },
  ],
])('a key that %s is said', async (_, script, error) => {
  await start(script);
  const work = async () => (await open(`awskms:///${ARN}`)).sign(MESSAGE);
  await expect(work()).rejects.toMatchObject(error);
});
