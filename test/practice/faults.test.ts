import {
  DescribeRegionsCommand,
  DescribeSnapshotAttributeCommand,
  DescribeVolumesCommand,
  type EC2Client,
  paginateDescribeVolumes,
} from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, GetKeyRotationStatusCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { keyArn } from '../../fixtures/practice/aws/kms/key-id.ts';
import { like } from '../../fixtures/practice/fault.ts';
import type { Scenario } from '../../fixtures/practice/scenario.ts';
import { oneRegion, PROD, practise, refusal } from './clients.ts';

type Fault = NonNullable<Scenario['faults']>[number];

const sections = {
  ec2: { volumes: [{ count: 20 }], snapshots: [{ id: 'snap-a' }, { id: 'snap-b' }] },
  kms: { keys: { 'alias/a': { rotation: {} }, 'alias/b': {} } },
};
const faulty = (...faults: Fault[]) => oneRegion(sections, { faults });
const ref = (name: string) => keyArn(name, { seed: 1, now: new Date(), account: PROD, region: 'eu-west-1' });
const who = 'arn:aws:iam::111122223333:user/evidence';

async function walk(client: EC2Client, limit = 10): Promise<number> {
  let found = 0;
  let pages = 0;
  for await (const page of paginateDescribeVolumes({ client, pageSize: 5 }, {})) {
    found += page.Volumes?.length ?? 0;
    pages += 1;
    if (pages === limit) break;
  }
  return found;
}

describe('throttle', () => {
  test.each([
    ['ec2', { code: 'RequestLimitExceeded', status: 503 }],
    ['kms', { code: 'ThrottlingException', status: 400 }],
    ['sts', { code: 'Throttling', status: 400 }],
  ] as const)('refuses %s in its own words', async (service, refused) => {
    await using cloud = await practise(faulty({ fault: 'throttle' }));
    const calls = {
      ec2: () => cloud.ec2().send(new DescribeVolumesCommand({})),
      kms: () => cloud.kms().send(new ListKeysCommand({})),
      sts: () => cloud.sts().send(new GetCallerIdentityCommand({})),
    };
    expect(await refusal(calls[service]())).toMatchObject(refused);
  });

  test('at a rate hits about that share of different requests', async () => {
    await using cloud = await practise(faulty({ fault: 'throttle', rate: 0.3 }));
    const client = cloud.ec2();
    const asked = Array.from({ length: 400 }, (_, index) =>
      client.send(new DescribeSnapshotAttributeCommand({ SnapshotId: `snap-${index}`, Attribute: 'createVolumePermission' })),
    );
    await Promise.allSettled(asked);
    const hit = cloud.practice.stats().faults.throttle ?? 0;
    expect([hit > 80, hit < 160]).toEqual([true, true]);
  });

  test('hits the same requests in whatever order they come', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `snap-${index}`);
    const hits = async (order: readonly string[]) => {
      await using cloud = await practise(faulty({ fault: 'throttle', rate: 0.5 }));
      const client = cloud.ec2();
      const codes = new Map<string, string>();
      await Promise.all(
        order.map(async (SnapshotId) =>
          codes.set(
            SnapshotId,
            (await refusal(client.send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' })))).code,
          ),
        ),
      );
      return ids.map((id) => codes.get(id));
    };
    expect(await hits(ids.toReversed())).toEqual(await hits(ids));
  });

  test('for the first tries lets a retry through', async () => {
    await using cloud = await practise(faulty({ fault: 'throttle', times: 1 }));
    expect(await walk(cloud.ec2({ maxAttempts: 2 }))).toBe(20);
  });

  test('says how long to wait where it is told to', async () => {
    await using cloud = await practise(faulty({ fault: 'throttle', retryAfter: 7 }));
    const error = await cloud
      .ec2()
      .send(new DescribeVolumesCommand({}))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ $response: { statusCode: 503, headers: { 'retry-after': '7' } } });
  });
});

describe('deny', () => {
  test('of EC2 names caller and permission', async () => {
    await using cloud = await practise(faulty({ fault: 'deny', on: { action: 'DescribeVolumes' } }));
    expect(await refusal(cloud.ec2().send(new DescribeVolumesCommand({})))).toEqual({
      code: 'UnauthorizedOperation',
      status: 403,
      message: `You are not authorized to perform this operation. User: ${who} is not authorized to perform: ec2:DescribeVolumes because no identity-based policy allows the ec2:DescribeVolumes action`,
    });
  });

  test('of one key names the key, and leaves the others alone', async () => {
    await using cloud = await practise(faulty({ fault: 'deny', on: { action: 'GetKeyRotationStatus', subject: 'alias/a' } }));
    const refused = await refusal(cloud.kms().send(new GetKeyRotationStatusCommand({ KeyId: ref('alias/a') })));
    const other = await cloud.kms().send(new GetKeyRotationStatusCommand({ KeyId: ref('alias/b') }));
    expect([refused.code, refused.message, other.KeyRotationEnabled]).toEqual([
      'AccessDeniedException',
      `User: ${who} is not authorized to perform: kms:GetKeyRotationStatus on resource: ${ref('alias/a')} because no resource-based policy allows the kms:GetKeyRotationStatus action`,
      false,
    ]);
  });
});

describe('the line', () => {
  test('that hangs ends when the client gives up', async () => {
    await using cloud = await practise(faulty({ fault: 'hang' }));
    expect((await refusal(cloud.ec2({ requestTimeout: 100 }).send(new DescribeVolumesCommand({})))).code).toBe('TimeoutError');
  });

  test('that hangs does not keep the server from closing', async () => {
    const cloud = await practise(faulty({ fault: 'hang' }));
    const asked = refusal(cloud.ec2().send(new DescribeVolumesCommand({})));
    await expect.poll(() => cloud.practice.stats().faults.hang).toBe(1);
    await cloud.practice.close();
    expect((await asked).status).toBeUndefined();
    await cloud[Symbol.asyncDispose]();
  });

  test('that is slow is answered all the same', async () => {
    await using cloud = await practise(faulty({ fault: 'slow', ms: 30 }));
    expect(await walk(cloud.ec2())).toBe(20);
  });

  test('that is cut in mid-body is an error, after the pages before it', async () => {
    await using cloud = await practise(faulty({ fault: 'cut', on: { page: 3 } }));
    const found: number[] = [];
    const listing = async () => {
      for await (const page of paginateDescribeVolumes({ client: cloud.ec2(), pageSize: 5 }, {})) found.push(page.Volumes?.length ?? 0);
    };
    await expect(listing()).rejects.toThrow();
    expect(found).toEqual([5, 5]);
  });

  test('that was cut once is whole at the next try', async () => {
    await using cloud = await practise(faulty({ fault: 'cut', on: { page: 2 }, times: 1 }));
    const { NextToken } = await cloud.ec2().send(new DescribeVolumesCommand({ MaxResults: 5 }));
    await refusal(cloud.ec2().send(new DescribeVolumesCommand({ MaxResults: 5, NextToken })));
    expect((await cloud.ec2().send(new DescribeVolumesCommand({ MaxResults: 5, NextToken }))).Volumes).toHaveLength(5);
  });
});

describe('truncate', () => {
  test('ends a listing early, without a word', async () => {
    await using cloud = await practise(faulty({ fault: 'truncate', on: { page: 2 } }));
    expect(await walk(cloud.ec2())).toBe(10);
  });

  test('as no-marker says that there is more, and not where', async () => {
    await using cloud = await practise(faulty({ fault: 'truncate', as: 'no-marker' }));
    const page = await cloud.kms().send(new ListKeysCommand({ Limit: 1 }));
    expect([page.Truncated, page.NextMarker]).toEqual([true, undefined]);
  });

  test('as same-marker leads in circles', async () => {
    await using cloud = await practise(faulty({ fault: 'truncate', as: 'same-marker', on: { page: 2 } }));
    const { NextToken } = await cloud.ec2().send(new DescribeVolumesCommand({ MaxResults: 5 }));
    expect((await cloud.ec2().send(new DescribeVolumesCommand({ MaxResults: 5, NextToken }))).NextToken).toBe(NextToken);
  });

  test('as empty-page leads on to all the rest', async () => {
    await using cloud = await practise(faulty({ fault: 'truncate', as: 'empty-page', on: { page: 2 } }));
    expect(await walk(cloud.ec2())).toBe(20);
  });
});

describe('the body', () => {
  test.each([200, 502])('of an HTML page with status %i is an error', async (status) => {
    await using cloud = await practise(faulty({ fault: 'html', status }));
    await expect(cloud.kms().send(new ListKeysCommand({}))).rejects.toThrow();
  });

  test('with a wrong field keeps its others', async () => {
    await using cloud = await practise(faulty({ fault: 'malformed', field: 'encrypted', on: { action: 'DescribeVolumes' } }));
    const { Volumes } = await cloud.ec2().send(new DescribeVolumesCommand({}));
    expect([Volumes?.length, Volumes?.every(({ Encrypted, Size }) => Encrypted === undefined && Size !== undefined)]).toEqual([20, true]);
  });

  test('with a wrong field in one item leaves the other items', async () => {
    const item = ref('alias/a').slice(-36);
    await using cloud = await practise(faulty({ fault: 'malformed', field: 'KeyManager', value: 7, item }));
    const managers = ['alias/a', 'alias/b'].map(
      async (KeyId) => (await cloud.kms().send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyManager,
    );
    expect(await Promise.all(managers)).toEqual([7, 'CUSTOMER']);
  });

  test('of an error is what the scenario says', async () => {
    await using cloud = await practise(faulty({ fault: 'error', status: 500, code: 'InternalError', message: 'planted' }));
    expect(await refusal(cloud.ec2().send(new DescribeVolumesCommand({})))).toEqual({
      code: 'InternalError',
      status: 500,
      message: 'planted',
    });
  });
});

test('a fault on a region leaves the others alone', async () => {
  const scenario: Scenario = {
    accounts: { prod: { id: PROD, regions: { 'eu-west-1': {}, 'eu-west-2': {} } } },
    faults: [{ fault: 'deny', on: { region: 'eu-west-2' } }],
  };
  await using cloud = await practise(scenario);
  await cloud.ec2().send(new DescribeRegionsCommand({}));
  expect((await refusal(cloud.ec2({ region: 'eu-west-2' }).send(new DescribeRegionsCommand({})))).code).toBe('UnauthorizedOperation');
});

test.each([
  ['Describe*', 'DescribeVolumes', true],
  ['*Volumes', 'DescribeVolumes', true],
  ['D*V*s', 'DescribeVolumes', true],
  ['D*V*V*s', 'DescribeVolumes', false],
  ['DescribeVolumes*DescribeVolumes', 'DescribeVolumes', false],
  ['Describe', 'DescribeVolumes', false],
])('the pattern %s on %s: %s', (pattern, text, fits) => {
  expect(like(pattern, text)).toBe(fits);
});
