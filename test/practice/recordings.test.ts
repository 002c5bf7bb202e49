import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import {
  DescribeRegionsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
  GetEbsDefaultKmsKeyIdCommand,
  GetEbsEncryptionByDefaultCommand,
} from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, GetKeyRotationStatusCommand, KMSClient, ListKeyRotationsCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { renderDefaultKey, renderEncryptionByDefault } from '../../fixtures/practice/aws/ec2/encryption-defaults.ts';
import { renderRegions } from '../../fixtures/practice/aws/ec2/regions.ts';
import { renderSnapshots } from '../../fixtures/practice/aws/ec2/snapshots.ts';
import { renderVolumes } from '../../fixtures/practice/aws/ec2/volumes.ts';
import { kmsProtocol } from '../../fixtures/practice/aws/kms/keys.ts';
import { ec2Query, toJson } from '../../fixtures/practice/aws/wire/protocol.ts';
import { refusal } from './clients.ts';

/** What the provider said, as recorded: parsed members, with dates as dates. */
function recorded(file: string) {
  const text = readFileSync(new URL(`../../fixtures/recordings/aws/${file}.json`, import.meta.url), 'utf8');
  const { data, status_code: status } = JSON.parse(text, (_, value) =>
    value?.__class__ === 'datetime'
      ? new Date(Date.UTC(value.year, value.month - 1, value.day, value.hour, value.minute, value.second, value.microsecond / 1000))
      : value,
  );
  const { ResponseMetadata: _, ...rest } = data;
  return { status, data: rest };
}

/** A server that says one thing, for as long as `ask` takes. */
async function saying<T>(
  body: string,
  status: number,
  ask: (config: {
    endpoint: string;
    region: string;
    maxAttempts: number;
    credentials: { accessKeyId: string; secretAccessKey: string };
  }) => Promise<T>,
): Promise<T> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  try {
    return await ask({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const id = '00000000-0000-0000-0000-000000000000';

describe('the real SDK reads back what was recorded, from our XML', () => {
  test.each([
    [
      'ec2/DescribeVolumes/test_ebs_aws_managed_kms_keys__ec2.DescribeVolumes_1',
      renderVolumes,
      (ec2: EC2Client) => ec2.send(new DescribeVolumesCommand({})),
    ],
    [
      'ec2/DescribeVolumes/test_ebs_snapshot_copy_volume_tags__ec2.DescribeVolumes_1',
      renderVolumes,
      (ec2: EC2Client) => ec2.send(new DescribeVolumesCommand({})),
    ],
    [
      'ec2/DescribeSnapshots/test_tags_copy_related_resource_tag_missing__ec2.DescribeSnapshots_1',
      renderSnapshots,
      (ec2: EC2Client) => ec2.send(new DescribeSnapshotsCommand({})),
    ],
    [
      'ec2/DescribeSnapshots/test_larger_batch__ec2.DescribeSnapshots_1',
      renderSnapshots,
      (ec2: EC2Client) => ec2.send(new DescribeSnapshotsCommand({})),
    ],
    [
      'ec2/DescribeRegions/test_aws_policy_global_expand__ec2.DescribeRegions_1',
      renderRegions,
      (ec2: EC2Client) => ec2.send(new DescribeRegionsCommand({})),
    ],
    [
      'ec2/GetEbsEncryptionByDefault/test_account_ebs_encrypt__ec2.GetEbsEncryptionByDefault_1',
      renderEncryptionByDefault,
      (ec2: EC2Client) => ec2.send(new GetEbsEncryptionByDefaultCommand({})),
    ],
    [
      'ec2/GetEbsDefaultKmsKeyId/test_account_disable_ebs_encrypt__ec2.GetEbsDefaultKmsKeyId_1',
      renderDefaultKey,
      (ec2: EC2Client) => ec2.send(new GetEbsDefaultKmsKeyIdCommand({})),
    ],
  ] as const)('%s', async (file, render, ask) => {
    const { data } = recorded(file);
    const body = ec2Query.wrap('Describe', render(data), id);
    const { $metadata: _, ...read } = await saying(body, 200, async (config) => {
      const client = new EC2Client(config);
      return ask(client).finally(() => client.destroy());
    });
    expect(read).toEqual(data);
  });
});

describe('the real SDK reads back what was recorded, from our JSON', () => {
  const KeyId = 'any';
  test.each([
    ['kms/ListKeys/test_key_rotation_set__kms.ListKeys_1', (kms: KMSClient) => kms.send(new ListKeysCommand({}))],
    ['kms/DescribeKey/test_efs_kms_key_filter__kms.DescribeKey_1', (kms: KMSClient) => kms.send(new DescribeKeyCommand({ KeyId }))],
    [
      'kms/GetKeyRotationStatus/test_key_rotation__kms.GetKeyRotationStatus_1',
      (kms: KMSClient) => kms.send(new GetKeyRotationStatusCommand({ KeyId })),
    ],
  ] as const)('%s', async (file, ask) => {
    const { data } = recorded(file);
    const { $metadata: _, ...read } = await saying(kmsProtocol.wrap('', toJson(data), id), 200, async (config) => {
      const client = new KMSClient(config);
      return ask(client).finally(() => client.destroy());
    });
    expect(read).toEqual(data);
  });

  test.each([
    [
      'kms/GetKeyRotationStatus/test_key_rotation_unsupportedopp__kms.GetKeyRotationStatus_1',
      (kms: KMSClient) => kms.send(new GetKeyRotationStatusCommand({ KeyId })),
    ],
    [
      'kms/ListKeyRotations/test_kms_last_rotation_exception_handling__kms.ListKeyRotations_3',
      (kms: KMSClient) => kms.send(new ListKeyRotationsCommand({ KeyId })),
    ],
  ] as const)('as an error: %s', async (file, ask) => {
    const { status, data } = recorded(file);
    const { Code: code, Message: message } = data.Error;
    const read = await saying(kmsProtocol.refuse({ status, code, message }, id), status, (config) => {
      const client = new KMSClient(config);
      return refusal(ask(client)).finally(() => client.destroy());
    });
    expect(read).toEqual({ code, status, message });
  });
});
