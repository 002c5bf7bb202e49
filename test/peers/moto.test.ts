/** claimcheck scans a server of other people's making, filled through the real SDK. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AwsServer,
  bareId,
  clientsOf,
  type Filled,
  fill,
  fillImages,
  fillInstances,
  ILL,
  MACHINES,
  moto,
  ODD_KEYS,
  startServer,
  WELL,
} from './aws-servers.ts';
import { causes, contradicting, gaps, proofOf, type Scan, scanServer, verifyScan } from './scan-server.ts';

let home: string;
let server: AwsServer;
let filled: Filled;
let well: Scan;
let whole: Scan;
let machines: Scan;
let instances: readonly string[];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'claimcheck-moto-'));
  server = await startServer(moto, home);
  filled = await fill(server);
  for (const region of [WELL, ODD_KEYS]) await clientsOf(server, region).ec2.enableEbsEncryptionByDefault({});
  const two = `{ only: [${WELL}, ${ODD_KEYS}], because: nothing runs elsewhere }`;
  const calm = [
    'volumes-encrypted',
    'snapshots-encrypted',
    'new-volumes-encrypted',
    'keys-rotate',
    'keys-are-ours',
    'snapshots-not-public',
  ] as const;
  well = await scanServer(server, await folder('well'), two, calm);
  whole = await scanServer(server, await folder('whole'), 'all', [...calm, 'keys-made-in-kms', 'snapshots-not-shared']);
  const images = await fillImages(server);
  instances = await fillInstances(server, images.own, ['m5d.large', 'd2.xlarge', 't3.micro']); // disks: encrypted, not, none
  const one = `{ only: [${MACHINES}], because: machines are nowhere else }`;
  machines = await scanServer(server, await folder('machines'), one, ['local-disks-encrypted', 'images-not-public']);
}, 300_000); // moto takes its time over each region's first call

afterAll(async () => {
  await server?.stop();
  await rm(home, { recursive: true, force: true });
});

async function folder(name: string): Promise<string> {
  await mkdir(join(home, name));
  return join(home, name);
}

describe('two regions of moto where things are well', () => {
  test('are judged by what was put in, and unproven where moto does not say', () => {
    expect(well.verdicts).toEqual({
      'volumes-encrypted': 'verified',
      'snapshots-encrypted': 'verified',
      'new-volumes-encrypted': 'verified',
      'keys-rotate': 'unproven',
      'keys-are-ours': 'verified',
      'snapshots-not-public': 'unproven',
    });
  });

  test('end the scan with 4', () => {
    expect(well.exit).toBe(4);
  });

  test("have one own snapshot, though moto lists strangers' ones beside it", () => {
    expect(proofOf(well, 'snapshots-encrypted').services).toEqual({ 'ebs-snapshots': 1 });
  });

  test('leave a rotation unproven whose period moto does not tell', () => {
    expect(causes(well, 'keys-rotate')).toEqual([`unseen rotationPeriodDays ${WELL}`]);
  });

  test('have no false failure over a key pair, a MAC key, an imported, a disabled and a deleted key', () => {
    const { counts, notApplicable } = proofOf(well, 'keys-rotate');
    expect({ contradicts: counts.contradicts, reasons: Object.values(notApplicable) }).toEqual({
      contradicts: 0,
      reasons: [1, 1, 1, 1, 1],
    });
  });

  // moto answers 500 with a page that says nothing of an unknown call: from outside, a fault of the server and no more.
  test('leave a gap at a call that moto lacks', () => {
    expect(causes(well, 'snapshots-not-public')).toEqual([
      `unreachable ec2:GetSnapshotBlockPublicAccessState sharingBlocked ${ODD_KEYS},${WELL}`,
    ]);
  });

  test('leave a gap about the default key, which a claim about the default itself does not rest on', () => {
    expect(gaps(well)).toContain(`unreachable ec2:GetEbsDefaultKmsKeyId key+keyManager+keyOrigin ${ODD_KEYS},${WELL}`);
    expect(proofOf(well, 'new-volumes-encrypted').counts).toMatchObject({ holds: 2, gaps: 0 });
  });
});

describe('all regions of moto', () => {
  test('end the scan with 3', () => {
    expect(whole.exit).toBe(3);
  });

  test('name the bare volume', () => {
    expect(contradicting(whole, 'volumes-encrypted')).toEqual([`${filled.bare}: it is not encrypted`]);
  });

  test('name the bare snapshot', () => {
    expect(contradicting(whole, 'snapshots-encrypted')).toEqual([`${filled.bareSnapshot}: it is not encrypted`]);
  });

  test('name the volume under an imported key', () => {
    expect(contradicting(whole, 'keys-made-in-kms')).toEqual(
      [
        `${filled.underImported}: its key material comes from: imported`,
        `${filled.bare}: it is not encrypted, so no key protects it`,
      ].sort(),
    );
  });

  test("name the keys that do not rotate, the default key among them, which moto calls a customer's", async () => {
    const { KeyMetadata } = await clientsOf(server, ILL).kms.describeKey({ KeyId: 'alias/aws/ebs' });
    expect(KeyMetadata?.KeyManager).toBe('CUSTOMER');
    expect(contradicting(whole, 'keys-rotate')).toEqual(
      [filled.unrotated, KeyMetadata?.Arn ?? ''].map((arn) => `${bareId(arn)}: it is not rotated automatically`).sort(),
    );
  });

  test('name the snapshot that is shared with another account', () => {
    expect(contradicting(whole, 'snapshots-not-shared')).toEqual([`${filled.bareSnapshot}: it is shared with 1 other accounts`]);
  });

  test('leave it unproven that the snapshot which everybody may restore is public: all sharing may be blocked', () => {
    expect(proofOf(whole, 'snapshots-not-public')).toMatchObject({ verdict: 'unproven', counts: { contradicts: 0, unseen: 1 } });
  });

  test('say where encryption by default is off: everywhere but where it was switched on', async () => {
    const off = proofOf(whole, 'new-volumes-encrypted').contradictions.map(({ region }) => region);
    expect(off.sort()).toEqual((await regionsOn()).filter((region) => region !== WELL && region !== ODD_KEYS));
  });

  test('are swept where moto says that they are on, and excluded where it says that they are off', async () => {
    const swept = whole.view.sweeps.filter(({ collector }) => collector === 'aws.ebs-volumes').map(({ region }) => region);
    expect(swept.sort()).toEqual(await regionsOn());
    expect(whole.view.exclusions.map(({ region, reason }) => `${region} ${reason}`).sort()).toEqual(
      (await regions('not-opted-in')).map((region) => `${region} region-disabled`),
    );
  });

  async function regions(status: string): Promise<readonly string[]> {
    const { Regions = [] } = await clientsOf(server, ILL).ec2.describeRegions({ AllRegions: true });
    return Regions.flatMap(({ RegionName = '', OptInStatus }) => (OptInStatus === status ? [RegionName] : [])).sort();
  }

  async function regionsOn(): Promise<readonly string[]> {
    return [...(await regions('opt-in-not-required')), ...(await regions('opted-in'))].sort();
  }
});

describe('machines on moto', () => {
  test('are judged by the disks that their types have', () => {
    expect(contradicting(machines, 'local-disks-encrypted')).toEqual([`${instances[1]}: it is not encrypted`]);
    expect(proofOf(machines, 'local-disks-encrypted').counts).toMatchObject({ observations: 2, holds: 1 });
  });

  test('are made from images of which the open one is never taken for a closed one', () => {
    expect(proofOf(machines, 'images-not-public')).toMatchObject({ verdict: 'unproven', counts: { observations: 2, holds: 1, unseen: 1 } });
  });
});

describe('the bundle of a scan of moto', () => {
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
