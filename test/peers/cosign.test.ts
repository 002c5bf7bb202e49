/** cosign reads what we seal, and seals what we read; without network, which a proxy that nobody listens at makes sure of. */
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jcs } from '../../src/bundle/jcs.ts';
import { generateKey } from '../../src/signers/keygen.ts';
import { claimcheck } from '../cli/claimcheck.ts';
import { peer } from './peer.ts';
import { sealedByDemo, verifies } from './sealed-by-demo.ts';

const NOWHERE = 'http://127.0.0.1:1';

let folder: string;
let sealed: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'claimcheck-cosign-'));
  sealed = await sealedByDemo(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function inShell(command: string, cwd: string) {
  const env = {
    PATH: [dirname(peer('cosign')), process.env['PATH']].join(delimiter),
    HOME: folder,
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    COSIGN_PASSWORD: 'a passphrase of a test',
  };
  return spawnSync('bash', ['-e', '-c', command], { cwd, encoding: 'utf8', env });
}

/** The command that VERIFY.md gives, as it is printed. */
async function printed(bundle: string): Promise<string> {
  const [command] = /^ {4}cosign (.*\\\n)*.*$/m.exec(await readFile(join(bundle, 'VERIFY.md'), 'utf8')) ?? [];
  if (command === undefined) throw new Error('VERIFY.md has no command for cosign');
  return command;
}

async function changed(name: string, file: string, change: (text: string) => string): Promise<string> {
  const copy = join(folder, name);
  await cp(sealed, copy, { recursive: true });
  const before = await readFile(join(copy, file), 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`nothing was changed in ${file}`);
  await writeFile(join(copy, file), after);
  return copy;
}

describe("cosign, with VERIFY.md's own command", () => {
  test("says yes to a scan's bundle", async () => {
    expect(inShell(await printed(sealed), sealed)).toMatchObject({ status: 0, stderr: expect.stringContaining('Verified OK') });
  });

  test.each<[string, string, (text: string) => string]>([
    ['another manifest', 'manifest.json', (text) => text.replace('"practice"', '"live"')],
    ['another statement', 'attestation.sigstore.json', (text) => text.replace('"payload":"eyJf', '"payload":"eyJg')],
    ["another's key", 'claimcheck.pub', () => generateKey().publicPem],
  ])('says no to %s', async (name, file, change) => {
    const bundle = await changed(name, file, change);
    expect(inShell(await printed(bundle), bundle).status).not.toBe(0);
  });
});

describe('a statement of ours that cosign seals with our key', () => {
  const Sealed = z.object({
    dsseEnvelope: z.looseObject({ payload: z.string(), signatures: z.tuple([z.looseObject({ sig: z.string() })]) }),
  });
  let ours: z.infer<typeof Sealed>;
  let theirs: z.infer<typeof Sealed>;

  beforeAll(async () => {
    ours = Sealed.loose().parse(JSON.parse(await readFile(join(sealed, 'attestation.sigstore.json'), 'utf8')));
    await writeFile(join(folder, 'statement.json'), Buffer.from(ours.dsseEnvelope.payload, 'base64'));
    const commands = [
      'cosign import-key-pair --key demo/claimcheck.key --output-key-prefix theirs',
      'cosign signing-config create --out no-services.json',
      'cosign attest-blob --yes --key theirs.key --statement statement.json --signing-config no-services.json --bundle theirs.json',
    ];
    const { status, stderr } = inShell(commands.join('\n'), folder);
    if (status !== 0) throw new Error(stderr);
    theirs = Sealed.loose().parse(JSON.parse(await readFile(join(folder, 'theirs.json'), 'utf8')));
  });

  test('is ours in every field, but for the signature', () => {
    const { sig } = ours.dsseEnvelope.signatures[0];
    expect({ ...theirs, dsseEnvelope: { ...theirs.dsseEnvelope, signatures: [{ ...theirs.dsseEnvelope.signatures[0], sig }] } }).toEqual(
      ours,
    );
  });

  test('verifies in the place of ours, in canonical JSON', async () => {
    expect(theirs).not.toEqual(ours);
    expect(verifies(await changed('sealed by cosign', 'attestation.sigstore.json', () => jcs(theirs).toString()))).toBe(0);
  });
});

describe('a rotation statement, with the command of docs/signing.md', () => {
  const documented = async (): Promise<string> => {
    const page = await readFile(join(import.meta.dirname, '../../docs/signing.md'), 'utf8');
    const [, command] = /```sh\n(cosign [^`]*key-rotation[^`]*)```/.exec(page) ?? [];
    if (command === undefined) throw new Error('docs/signing.md has no command for cosign');
    return command;
  };

  beforeAll(async () => {
    for (const args of [
      ['--out', 'example-2026.key'],
      ['--out', 'example-2027.key', '--rotate', 'example-2026.key'],
    ])
      expect(await claimcheck(['keygen', ...args], { cwd: folder })).toMatchObject({ code: 0 });
  });

  test('verifies with the old key', async () => {
    expect(inShell(await documented(), folder)).toMatchObject({ status: 0, stderr: expect.stringContaining('Verified OK') });
  });

  test('does not about another key', async () => {
    expect(inShell((await documented()).replace(/example-2027\.pub$/m, 'demo/claimcheck.pub'), folder).status).not.toBe(0);
  });
});
