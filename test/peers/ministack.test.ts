/** claimcheck scans a second server of other people's making: it lacks other calls than the first, and says so in another way. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateListKeys } from '@aws-sdk/client-kms';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AwsServer,
  bareId,
  clientsOf,
  type Filled,
  fill,
  fillImages,
  MACHINES,
  miniStack,
  ODD_KEYS,
  startServer,
  WELL,
} from './aws-servers.ts';
import { causes, contradicting, proofOf, type Scan, scanServer, verifyScan } from './scan-server.ts';

/** Nothing else is put there. */
const MANY_KEYS = 'ap-south-1';

let home: string;
let server: AwsServer;
let filled: Filled;
let well: Scan;
let whole: Scan;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'claimcheck-ministack-'));
  server = await startServer(miniStack, home);
  filled = await fill(server);
  const two = `{ only: [${WELL}, ${ODD_KEYS}], because: nothing runs elsewhere }`;
  const all = [
    ...(['volumes-encrypted', 'snapshots-encrypted', 'new-volumes-encrypted', 'keys-rotate', 'keys-rotate-witnessed'] as const),
    ...(['keys-are-ours', 'keys-made-in-kms', 'snapshots-not-public', 'snapshots-not-shared'] as const),
  ];
  well = await scanServer(server, await folder('well'), two, all);
  whole = await scanServer(server, await folder('whole'), 'all', all);
});

afterAll(async () => {
  await server?.stop();
  await rm(home, { recursive: true, force: true });
});

async function folder(name: string): Promise<string> {
  await mkdir(join(home, name));
  return join(home, name);
}

describe('two regions of MiniStack where things are well', () => {
  test('are judged by what was put in, and unproven where MiniStack does not say', () => {
    expect(well.verdicts).toEqual({
      'volumes-encrypted': 'verified',
      'snapshots-encrypted': 'verified',
      'new-volumes-encrypted': 'unproven',
      'keys-rotate': 'verified',
      'keys-rotate-witnessed': 'unproven',
      'keys-are-ours': 'unproven',
      'keys-made-in-kms': 'unproven',
      'snapshots-not-public': 'unproven',
      'snapshots-not-shared': 'unproven',
    });
  });

  test('end the scan with 4', () => {
    expect(well.exit).toBe(4);
  });

  // MiniStack answers 400 InvalidAction: it knows that it does not know the call.
  test.each([
    ['new-volumes-encrypted', `unsupported InvalidAction ec2:GetEbsEncryptionByDefault ${ODD_KEYS},${WELL}`],
    ['keys-rotate-witnessed', `unsupported InvalidAction kms:ListKeyRotations lastRotatedAt+lastRotation+materialSince ${WELL}`],
    ['snapshots-not-public', `unsupported InvalidAction ec2:GetSnapshotBlockPublicAccessState sharingBlocked ${ODD_KEYS},${WELL}`],
    ['keys-are-ours', `unseen keyManager ${ODD_KEYS},${WELL}`],
  ] as const)('leave %s unproven by: %s', (claim, cause) => {
    expect(causes(well, claim)).toEqual([cause]);
  });

  test('have no false failure over a key pair, a MAC key, an imported, a disabled and a deleted key', () => {
    const { counts, notApplicable } = proofOf(well, 'keys-rotate');
    expect({ holds: counts.holds, reasons: Object.values(notApplicable) }).toEqual({ holds: 1, reasons: [1, 1, 1, 1, 1] });
  });
});

describe('all regions of MiniStack', () => {
  test('end the scan with 3', () => {
    expect(whole.exit).toBe(3);
  });

  test('leave what MiniStack lacks unproven beside what it contradicts', () => {
    expect(whole.verdicts).toMatchObject({ 'volumes-encrypted': 'contradicted', 'new-volumes-encrypted': 'unproven' });
  });

  test('name the bare volume', () => {
    expect(contradicting(whole, 'volumes-encrypted')).toEqual([`${filled.bare}: it is not encrypted`]);
  });

  test('name the bare snapshot', () => {
    expect(contradicting(whole, 'snapshots-encrypted')).toEqual([`${filled.bareSnapshot}: it is not encrypted`]);
  });

  test('name the key that does not rotate', () => {
    expect(contradicting(whole, 'keys-rotate')).toEqual([`${bareId(filled.unrotated)}: it is not rotated automatically`]);
  });

  test('name the snapshot that is shared with another account', () => {
    expect(contradicting(whole, 'snapshots-not-shared')).toEqual([`${filled.bareSnapshot}: it is shared with 1 other accounts`]);
  });
});

/**
 * MiniStack hands out the first `Limit` keys and a `Truncated` that is true, with no marker to go on from: the SDK's own paginator
 * takes that for the end. A server that cut the list and said `Truncated: false` could not be found out: nothing else in ListKeys
 * tells how many keys there are.
 */
describe('a list of keys that MiniStack cuts at a thousand', () => {
  let cut: Scan;

  beforeAll(async () => {
    const { kms } = clientsOf(server, MANY_KEYS);
    const slot = pLimit(20);
    const macKey = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' } as const;
    await Promise.all(Array.from({ length: 1000 }, () => slot(() => kms.createKey(macKey))));
    await kms.createKey({}); // the last one, which is never rotated
    cut = await scanServer(server, await folder('cut'), `{ only: [${MANY_KEYS}], because: a test }`, ['keys-rotate']);
  });

  test('loses a key in the paginator of the SDK, and nobody is told', async () => {
    const { kms } = clientsOf(server, MANY_KEYS);
    let keys = 0;
    for await (const page of paginateListKeys({ client: kms }, { Limit: 1000 })) keys += page.Keys?.length ?? 0;
    expect(keys).toBe(1000);
  });

  test('is unproven, because the list contradicts itself', () => {
    expect(cut.verdicts).toEqual({ 'keys-rotate': 'unproven' });
    expect(causes(cut, 'keys-rotate')).toEqual([`malformed TruncatedWithoutMarker kms:ListKeys ${MANY_KEYS}`]);
  });

  test('keeps the thousand keys that were seen', () => {
    expect(proofOf(cut, 'keys-rotate').counts).toMatchObject({ observations: 1000, notApplicable: 1000, gaps: 1 });
  });
});

test('an open image is never taken for a closed one, where MiniStack does not say whether opening is blocked', async () => {
  await fillImages(server);
  const scan = await scanServer(server, await folder('images'), `{ only: [${MACHINES}], because: a test }`, ['images-not-public']);
  expect(proofOf(scan, 'images-not-public')).toMatchObject({ verdict: 'unproven', counts: { observations: 2, holds: 1, unseen: 1 } });
});

describe('the bundle of a scan of MiniStack', () => {
  test('says that nothing of it came from the provider', () => {
    expect(Object.keys(whole.view.manifest.origins)).toEqual(['override']);
  });

  test('verifies, and says where it came from', async () => {
    const { exit, stdout } = await verifyScan(whole, join(home, 'whole'));
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      holds: true,
      answers: expect.arrayContaining([{ question: 'origin', answer: 'note', says: expect.stringContaining('override') }]),
    });
  });
});
