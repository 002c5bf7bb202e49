import { createPrivateKey, sign } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Along } from '../../src/bundle/content.ts';
import { verifyIntegrity } from '../../src/bundle/verify.ts';
import { generateKey } from '../../src/signers/keygen.ts';
import { type Change, resign } from './resign.ts';
import { inTemporaryDirectory, sealSmallBundle, trusted } from './small-bundle.ts';
import { attestationTampers, documentTampers, lineTampers, manifestTampers } from './tampers.ts';

const salt = 'ab'.repeat(16);

/** Codes of what verify finds in a bundle that the holder of the key changed and sealed again. */
async function codesAfter(change: Change): Promise<string[]> {
  return inTemporaryDirectory(async (directory) => {
    const bundle = join(directory, 'bundle');
    const key = await sealSmallBundle(bundle);
    await resign(bundle, key, change);
    const { failures, heard } = await verifyIntegrity(bundle, trusted(key), () => reading);
    return [...failures, ...(heard === undefined ? [] : [heard])].map(({ code }) => code);
  });
}

/** Reads every line, as those do who ask what it means. */
const reading: Along = { run: () => {}, ended: () => {}, lines: () => ({ line: ({ record }) => void record() }) };

function line(text: string | Buffer): Change {
  return { bytes: { t0001: (bytes) => Buffer.concat([bytes, Buffer.from(text), Buffer.from('\n')]) } };
}

describe('a bundle that is sealed again by the holder of its key', () => {
  test('verifies where it is whole', async () => {
    expect(await codesAfter({})).toEqual([]);
    expect(await codesAfter(line(`{"salt":"${salt}","record":"anything","__proto__":{"a":1},"ü":"\\ud800"}`))).toEqual([]);
    expect(await codesAfter({ records: { t0001: (records) => records.slice(1) } })).toEqual([]);
  });

  test.each([...lineTampers])('is refused for a line with %s', async (_, change, code) => {
    expect(await codesAfter(change)).toEqual([code]);
  });

  test('is refused for a stream that does not end with a line feed', async () => {
    expect(await codesAfter({ bytes: { t0001: (bytes) => bytes.subarray(0, -1) } })).toEqual(['wrong-shape']);
  });

  test('is refused for a reply of 100 MB', async () => {
    const reply = Buffer.from(`{"salt":"${salt}","body":"${'x'.repeat(100e6)}"}\n`);
    expect(await codesAfter({ bytes: { 't0001.replies': () => reply } })).toEqual(['wrong-shape']);
  });

  test('is refused for a line of run.jsonl that is not JSON, or of no known shape', async () => {
    const add = (text: string): Change => ({ bytes: { run: (bytes) => Buffer.concat([bytes, Buffer.from(`${text}\n`)]) } });
    expect(await codesAfter(add(`{"salt":"${salt}","record":tru}`))).toEqual(['not-json']);
    expect(await codesAfter(add(`{"salt":"${salt}","record":"secret"}`))).toEqual(['wrong-shape']);
    expect(await codesAfter(add(`{"salt":"${salt}","record":"target","target":"t0002"}`))).toEqual(['wrong-shape']);
  });

  test.each([...manifestTampers])('is refused for a manifest with %s', async (_, change, code) => {
    expect(new Set(await codesAfter(change))).toEqual(new Set([code]));
  });

  test.each([...attestationTampers])('is refused for an attestation with %s', async (_, change, code) => {
    expect(await codesAfter(change)).toContain(code);
  });

  test('is refused for a signature that is r ‖ s and not DER', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = join(directory, 'bundle');
      const key = await sealSmallBundle(bundle);
      await resign(bundle, key, {
        sign: (bytes) => sign('sha256', bytes, { key: createPrivateKey(key.privatePem), dsaEncoding: 'ieee-p1363' }),
      });
      const { failures } = await verifyIntegrity(bundle, trusted(key));
      expect(failures.map(({ code }) => code)).toEqual(['signature']);
    });
  });

  test('is refused for the signature of another key under the name of the trusted one', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = join(directory, 'bundle');
      const key = await sealSmallBundle(bundle);
      const stranger = generateKey();
      await resign(bundle, { ...key, privatePem: stranger.privatePem }, {});
      const { answers, failures } = await verifyIntegrity(bundle, trusted(key));
      expect(failures.map(({ code }) => code)).toEqual(['signature']);
      expect(answers).toContainEqual(expect.objectContaining({ question: 'signer', answer: 'not-checked' }));
    });
  });

  test('names the signer, and no trust, where another key sealed it again', async () => {
    await inTemporaryDirectory(async (directory) => {
      const bundle = join(directory, 'bundle');
      const key = await sealSmallBundle(bundle);
      await resign(bundle, generateKey(), {});
      expect((await verifyIntegrity(bundle, trusted(key))).failures.map(({ code }) => code)).toEqual(['signer']);
    });
  });
});

describe('a document, where run.jsonl is sealed again', () => {
  test.each([...documentTampers])('%s', async (_, change, code) => {
    expect(await codesAfter(change)).toEqual([code]);
  });
});

test('what a stranger wrote is shown as one short line of printable ASCII', async () => {
  await inTemporaryDirectory(async (directory) => {
    const bundle = join(directory, 'bundle');
    const key = await sealSmallBundle(bundle);
    const evil = `\\u001b[2J\\n${'x'.repeat(500)}`;
    await resign(bundle, key, {
      manifestText: (text) => text.replace('"complete":true', `"complete":true,"${evil}":1`),
      attestationText: (text) => text.replace(/"hint":"[^"]*"/, `"hint":"${evil}"`),
    });
    const { answers } = await verifyIntegrity(bundle, trusted(key));
    for (const { says } of answers) expect(says).toMatch(/^[ -~…]{1,400}$/);
  });
});
