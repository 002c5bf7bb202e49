/** Timestamps of `openssl ts` authorities, asked over HTTP, on bundles that stock clients still read. */
import { spawnSync } from 'node:child_process';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attest } from '../../src/bundle/attestation.ts';
import { parseManifest } from '../../src/bundle/manifest.ts';
import { openSigning } from '../../src/commands/signing.ts';
import { verify } from '../../src/commands/verify.ts';
import { heardIo } from '../cli/heard-io.ts';
import { type OpensslAuthority, startAuthority } from './openssl-authority.ts';
import { peer } from './peer.ts';
import { sealedByDemo } from './sealed-by-demo.ts';

const NOWHERE = 'http://127.0.0.1:1';
let folder: string;
let sealed: string;
let authorities: Readonly<Record<string, OpensslAuthority>>;
let stranger: OpensslAuthority;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-timestamp-'));
  sealed = await sealedByDemo(folder);
  authorities = {
    'ec-sha256': await startAuthority(folder, 'ec', 'sha256'),
    'ec-sha512': await startAuthority(folder, 'ec', 'sha512'),
    'rsa-sha256': await startAuthority(folder, 'rsa', 'sha256'),
    'rsa-sha512': await startAuthority(folder, 'rsa', 'sha512'),
  };
  stranger = await startAuthority(join(folder, 'demo'), 'ec', 'sha256');
});

afterAll(async () => {
  for (const authority of [stranger, ...Object.values(authorities)]) await authority.close();
  await rm(folder, { recursive: true, force: true });
});

/** The demo's bundle, signed again with its own key, and stamped. */
async function stampedBy(authority: OpensslAuthority, name: string): Promise<string> {
  const bundle = join(folder, name);
  await cp(sealed, bundle, { recursive: true });
  const options = { key: join(folder, 'demo/claimcheck.key'), timestamp: authority.url };
  const { signer } = await openSigning(options, {}, folder, heardIo(folder).io);
  const manifest = await readFile(join(bundle, 'manifest.json'));
  await writeFile(join(bundle, 'attestation.sigstore.json'), (await attest(parseManifest(manifest), manifest, signer)).attestation);
  return bundle;
}

async function answerOf(bundle: string, root: string) {
  const trust = {
    version: 1,
    keys: [{ name: 'demo', key: join(bundle, 'claimcheck.pub') }],
    timestampAuthorities: [{ name: 'Time', roots: root }],
  };
  await writeFile(join(folder, 'trust.json'), JSON.stringify(trust));
  const { io, stdout } = heardIo(folder);
  const exit = await verify(bundle, { trust: 'trust.json', json: true }, io);
  return { exit, ...JSON.parse(stdout()) };
}

describe.each(['ec-sha256', 'ec-sha512', 'rsa-sha256', 'rsa-sha512'])('a bundle stamped by an authority of %s', (name) => {
  let authority: OpensslAuthority;
  let bundle: string;

  beforeAll(async () => {
    authority = authorities[name] ?? stranger;
    bundle = await stampedBy(authority, `stamped-${name}`);
  });

  test('is what it says, by then, for those who trust the authority', async () => {
    expect(await answerOf(bundle, authority.root)).toMatchObject({ exit: 0, signature: 'yes', signer: 'yes', timestamp: 'yes' });
  });

  test('is refused where another authority is trusted', async () => {
    expect(await answerOf(bundle, stranger.root)).toMatchObject({ exit: 5, timestamp: 'no' });
  });

  test('has a timestamp that openssl verifies, by its VERIFY.md', async () => {
    const text = await readFile(join(bundle, 'VERIFY.md'), 'utf8');
    const commands = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, command]) => command);
    const [about = ''] = /^ {4}openssl ts -verify .*$/m.exec(text) ?? [];
    const shell = [...commands, about.replace('roots.pem', `'${authority.root}'`)].join('\n');
    const path = [dirname(peer('openssl')), dirname(peer('jq')), process.env['PATH']].join(delimiter);
    const env = { PATH: path, HOME: folder, TMPDIR: folder };
    const { status, stdout } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', shell], { cwd: bundle, encoding: 'utf8', env });
    expect({ status, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({ status: 0, last: 'Verification: OK' });
    expect(stdout).toMatch(/^Time stamp: /m);
  });

  test('is read by cosign as one without', () => {
    const path = [dirname(peer('cosign')), process.env['PATH']].join(delimiter);
    const env = { PATH: path, HOME: folder, HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE };
    const args = ['verify-blob-attestation', '--key', 'claimcheck.pub', '--bundle', 'attestation.sigstore.json'];
    const about = ['--type', 'https://claimcheck.dev/evidence/v1', '--insecure-ignore-tlog=true', 'manifest.json'];
    expect(spawnSync(peer('cosign'), [...args, ...about], { cwd: bundle, encoding: 'utf8', env })).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('Verified OK'),
    });
  });

  test('is stamped, for cosign too, where the authority is in its trusted root', async () => {
    await writeFile(join(folder, 'root.json'), JSON.stringify(await trustedRoot(authority)));
    const path = [dirname(peer('cosign')), process.env['PATH']].join(delimiter);
    const env = { PATH: path, HOME: folder, HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE };
    const args = ['verify-blob-attestation', '--key', 'claimcheck.pub', '--bundle', 'attestation.sigstore.json', '--use-signed-timestamps'];
    const about = [
      '--trusted-root',
      join(folder, 'root.json'),
      '--type',
      'https://claimcheck.dev/evidence/v1',
      '--insecure-ignore-tlog=true',
      'manifest.json',
    ];
    expect(spawnSync(peer('cosign'), [...args, ...about], { cwd: bundle, encoding: 'utf8', env })).toMatchObject({ status: 0 });
  });

  test('is stamped for a Sigstore library, unless it is RSA over another digest than SHA-256, which that reads wrongly', async () => {
    const publicKey = createPublicKey(await readFile(join(bundle, 'claimcheck.pub'), 'utf8'));
    const raw = JSON.parse(await readFile(join(bundle, 'attestation.sigstore.json'), 'utf8'));
    const chain = await chainOf(authority);
    const material = toTrustMaterial(
      {
        mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
        tlogs: [],
        ctlogs: [],
        certificateAuthorities: [],
        timestampAuthorities: [
          {
            subject: { organization: 'Example', commonName: 'Time' },
            uri: '',
            operator: '',
            certChain: { certificates: chain.map((rawBytes) => ({ rawBytes })) },
            validFor: { start: new Date('2020-01-01T00:00:00Z'), end: undefined },
          },
        ],
      },
      () => ({ publicKey, validFor: () => true }),
    );
    const verifier = new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 1 });
    const read = () => verifier.verify(toSignedEntity(bundleFromJSON(raw)));
    if (name === 'rsa-sha512') expect(read).toThrow();
    else expect(read()).toBeDefined();
  });
});

async function chainOf({ root, stamper }: OpensslAuthority): Promise<readonly Buffer[]> {
  return Promise.all([stamper, root].map(async (file) => new X509Certificate(await readFile(file)).raw));
}

/** As protobuf-specs has it (sigstore_trustroot.proto), in JSON. */
async function trustedRoot(authority: OpensslAuthority): Promise<object> {
  const certificates = (await chainOf(authority)).map((raw) => ({ rawBytes: raw.toString('base64') }));
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [],
    certificateAuthorities: [],
    ctlogs: [],
    timestampAuthorities: [
      {
        subject: { organization: 'Example', commonName: 'Time' },
        uri: authority.url,
        certChain: { certificates },
        validFor: { start: '2020-01-01T00:00:00Z' },
      },
    ],
  };
}
