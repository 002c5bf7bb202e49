/** The frozen bundles, whole, redacted, merged and stamped, in the hands of programs that are not ours. */
import { spawnSync } from 'node:child_process';
import { createPublicKey, hash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAttestation } from '../../src/bundle/attestation.ts';
import { parseTimestamp } from '../../src/bundle/timestamp-token.ts';
import { peer } from './peer.ts';

const FROZEN = join(import.meta.dirname, '../../fixtures/bundles');
const NOWHERE = 'http://127.0.0.1:1';
const bundles = (await readdir(FROZEN, { recursive: true, withFileTypes: true })).flatMap(({ name, parentPath }) =>
  name === 'manifest.json' ? [parentPath.slice(FROZEN.length + 1)] : [],
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-oracles-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function inShell(command: string, cwd: string) {
  const path = [dirname(peer('cosign')), dirname(peer('openssl')), dirname(peer('jq')), process.env['PATH']].join(delimiter);
  const env = { PATH: path, HOME: folder, TMPDIR: folder, HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE };
  return spawnSync('bash', ['-e', '-o', 'pipefail', '-c', command], { cwd, encoding: 'utf8', env });
}

test('there are bundles of every sort', () => {
  expect(bundles.length).toBeGreaterThanOrEqual(6);
});

describe.each(bundles)('%s', (name) => {
  const bundle = join(FROZEN, name);
  const file = (inner: string) => readFile(join(bundle, inner));

  test('is as it says for openssl, jq, sha256sum and Python, by its VERIFY.md', async () => {
    const commands = [...(await file('VERIFY.md')).toString().matchAll(/```sh\n(.*?)```/gs)].map(([, command]) => command).join('\n');
    const { status, stdout } = inShell(commands, bundle);
    const streams = (await readdir(join(bundle, 'streams'))).map((one) => expect.stringMatching(`^streams/${one}: OK`));
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['Verified OK', 'manifest.json: OK', ...streams]));
    expect(status).toBe(0);
  });

  test('verifies with cosign, by its VERIFY.md', async () => {
    const [command = ''] = /^ {4}cosign (.*\\\n)*.*$/m.exec((await file('VERIFY.md')).toString()) ?? [];
    expect(inShell(command, bundle)).toMatchObject({ status: 0, stderr: expect.stringContaining('Verified OK') });
  });

  test('has no field that protojson does not know, and is about its manifest', async () => {
    const { stdout, status } = spawnSync(peer('strictReader'), [join(bundle, 'attestation.sigstore.json')], { encoding: 'utf8' });
    const said = [`${hash('sha256', await file('manifest.json'))}  manifest.json`, 'https://claimcheck.dev/evidence/v1'];
    expect({ said: stdout.split('\n').slice(0, 2), status }).toEqual({ said, status: 0 });
  });

  test('verifies with a Sigstore library', async () => {
    const raw = await file('attestation.sigstore.json');
    const publicKey = createPublicKey(await readFile(join(dirname(bundle), 'signer.pub'), 'utf8'));
    const stampers = parseAttestation(raw).timestamps.flatMap((stamp) => parseTimestamp(stamp).certificates);
    const pem = (await readFile(join(dirname(bundle), 'time-roots.pem'), 'utf8')).replaceAll(/-----.*-----|\s/g, '');
    const certificates = [...stampers.map(({ raw: bytes }) => bytes), Buffer.from(pem, 'base64')].map((rawBytes) => ({ rawBytes }));
    const authority = {
      subject: { organization: 'Example', commonName: 'Time' },
      uri: '',
      operator: '',
      certChain: { certificates },
      validFor: { start: new Date('2020-01-01T00:00:00Z'), end: undefined },
    };
    const material = toTrustMaterial(
      {
        mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
        tlogs: [],
        ctlogs: [],
        certificateAuthorities: [],
        timestampAuthorities: stampers.length > 0 ? [authority] : [],
      },
      () => ({ publicKey, validFor: () => true }),
    );
    const verifier = new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: Math.min(1, stampers.length) });
    expect(verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(raw.toString()))))).toBeDefined();
  });
});

describe('the strict reader', () => {
  test.each<[string, (text: string) => string]>([
    ['a field beside the envelope', (text) => text.replace('{"dsseEnvelope"', '{"note":1,"dsseEnvelope"')],
    ['a field in the envelope', (text) => text.replace('{"payload"', '{"note":1,"payload"')],
    ['a field in the statement', (text) => withStatement(text, (said) => said.replace('{"_type"', '{"note":1,"_type"'))],
    ['two members of one name', (text) => text.replace('{"payload"', '{"payloadType":"x","payload"')],
  ])('refuses %s', async (_, change) => {
    const text = await readFile(join(FROZEN, bundles[0] ?? '', 'attestation.sigstore.json'), 'utf8');
    expect(change(text)).not.toBe(text);
    await writeFile(join(folder, 'changed.json'), change(text));
    expect(spawnSync(peer('strictReader'), [join(folder, 'changed.json')]).status).toBe(1);
  });
});

function withStatement(text: string, change: (statement: string) => string): string {
  return text.replace(/(?<="payload":")[^"]*/, (payload) =>
    Buffer.from(change(Buffer.from(payload, 'base64').toString())).toString('base64'),
  );
}
