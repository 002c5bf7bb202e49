/** What the settings of queues, topics, tables, file systems, clusters, domains and caches say about their encryption where they lie. */
import { describe, expect, test } from 'vitest';
import { dynamodbEncryption } from '../../../collectors/aws/dynamodb-encryption.ts';
import { efsEncryption } from '../../../collectors/aws/efs-encryption.ts';
import { elasticacheEncryption } from '../../../collectors/aws/elasticache-encryption.ts';
import { opensearchEncryption } from '../../../collectors/aws/opensearch-encryption.ts';
import { redshiftEncryption } from '../../../collectors/aws/redshift-encryption.ts';
import { snsEncryption } from '../../../collectors/aws/sns-encryption.ts';
import { sqsEncryption } from '../../../collectors/aws/sqs-encryption.ts';
import type { Collector } from '../../../src/plugin.ts';
import { REGION } from './looking.ts';
import { seenBy } from './practice-account.ts';

const kms = { keys: { 'alias/ours': {}, imported: { origin: 'EXTERNAL' } } };
const ours = { encrypted: true, keyManager: 'customer', keyOrigin: 'key-service', key: expect.anything() };
const providers = { encrypted: true, keyManager: 'provider' };

interface Row {
  readonly says: string;
  readonly collector: Collector;
  readonly sections: object;
  readonly data: object;
  readonly basis?: 'provider';
  /** Fields that are not told. */
  readonly without?: readonly string[];
}

const rows: readonly Row[] = [
  {
    says: 'a queue under a key of the customer',
    collector: sqsEncryption,
    sections: { sqs: { queues: [{ name: 'q', key: 'alias/ours' }] } },
    data: { ...ours, algorithm: 'SSE-KMS', covers: 'new-writes' },
  },
  {
    says: "a queue under SQS's own key",
    collector: sqsEncryption,
    sections: { sqs: { queues: [{ name: 'q' }] } },
    data: { ...providers, algorithm: 'SSE-SQS', cipher: 'AES-256' },
  },
  {
    says: 'a queue that is not encrypted',
    collector: sqsEncryption,
    sections: { sqs: { queues: [{ name: 'q', has: { SqsManagedSseEnabled: 'false' } }] } },
    data: { encrypted: false },
    without: ['keyManager', 'algorithm'],
  },
  {
    says: "a queue under the provider's alias, whose key may not be there yet",
    collector: sqsEncryption,
    sections: { sqs: { queues: [{ name: 'q', key: 'alias/aws/sqs' }] } },
    data: providers,
  },
  {
    says: 'a topic under a key of the customer, for what is sent from then on',
    collector: snsEncryption,
    sections: { sns: { topics: [{ name: 't', key: 'alias/ours' }] } },
    data: { ...ours, covers: 'new-writes' },
  },
  {
    says: 'a topic without a key',
    collector: snsEncryption,
    sections: { sns: { topics: [{ name: 't' }] } },
    data: { encrypted: false },
    without: ['key'],
  },
  {
    says: 'A-KMS: a key that the service owns is never in the account, and a table under it (without SSEDescription) is encrypted all the same',
    collector: dynamodbEncryption,
    sections: { dynamodb: { tables: [{ name: 't' }] } },
    data: { ...providers, cipher: 'AES-256' },
    basis: 'provider',
    without: ['key'],
  },
  {
    says: 'a table under a key of the customer',
    collector: dynamodbEncryption,
    sections: { dynamodb: { tables: [{ name: 't', key: 'imported' }] } },
    data: { ...ours, keyOrigin: 'imported' },
    basis: 'provider',
  },
  {
    says: 'a table that was put back under the key of the service',
    collector: dynamodbEncryption,
    sections: { dynamodb: { tables: [{ name: 't', has: { SSEDescription: { Status: 'DISABLED' } } }] } },
    data: providers,
    basis: 'provider',
  },
  {
    says: 'a file system under a key of the customer',
    collector: efsEncryption,
    sections: { elasticfilesystem: { fileSystems: [{ name: 'fs-1', key: 'alias/ours' }] } },
    data: { ...ours, cipher: 'AES-256', covers: 'everything' },
  },
  {
    says: 'a file system that is not encrypted',
    collector: efsEncryption,
    sections: { elasticfilesystem: { fileSystems: [{ name: 'fs-1' }] } },
    data: { encrypted: false },
    without: ['cipher', 'key'],
  },
  {
    says: 'a Redshift cluster under a key of the customer',
    collector: redshiftEncryption,
    sections: { redshift: { clusters: [{ name: 'c', key: 'alias/ours' }] } },
    data: ours,
  },
  {
    says: "a Redshift cluster whose key is in a hardware module of the customer's",
    collector: redshiftEncryption,
    sections: { redshift: { clusters: [{ name: 'c', has: { Encrypted: true, HsmStatus: { HsmClientCertificateIdentifier: 'hsm' } } }] } },
    data: { encrypted: true, keyManager: 'customer' },
    without: ['key'],
  },
  {
    says: 'a Redshift cluster that is not encrypted',
    collector: redshiftEncryption,
    sections: { redshift: { clusters: [{ name: 'c' }] } },
    data: { encrypted: false },
  },
  {
    says: 'a search domain under a key of the customer',
    collector: opensearchEncryption,
    sections: { es: { domains: [{ name: 'd', key: 'alias/ours' }] } },
    data: { ...ours, cipher: 'AES-256' },
  },
  {
    says: 'a search domain that is not encrypted',
    collector: opensearchEncryption,
    sections: { es: { domains: [{ name: 'd' }] } },
    data: { encrypted: false },
    without: ['cipher'],
  },
  {
    says: 'a cache under a key of the customer',
    collector: elasticacheEncryption,
    sections: { elasticache: { replicationGroups: [{ name: 'c', key: 'alias/ours' }] } },
    data: ours,
  },
  {
    says: 'A-KMS: a cache under a key that the service owns',
    collector: elasticacheEncryption,
    sections: { elasticache: { replicationGroups: [{ name: 'c', has: { AtRestEncryptionEnabled: true } }] } },
    data: providers,
    without: ['key'],
  },
  {
    says: 'a cache that is not encrypted',
    collector: elasticacheEncryption,
    sections: { elasticache: { clusters: [{ name: 'c' }] } },
    data: { encrypted: false },
    without: ['keyManager', 'cipher'],
  },
  {
    says: 'a serverless cache is always encrypted',
    collector: elasticacheEncryption,
    sections: { elasticache: { serverless: [{ name: 'c', has: { AtRestEncryptionEnabled: undefined } }] } },
    data: providers,
    basis: 'provider',
  },
];

test.each(rows)('$says', async ({ collector, sections, data, basis, without = [] }) => {
  const { observed, gaps } = await seenBy(collector, { regions: { [REGION]: { kms, ...sections }, 'us-east-1': {} } });
  expect(gaps).toEqual([]);
  expect(observed).toHaveLength(1);
  expect(observed[0]).toMatchObject({ data });
  expect(observed[0]?.basis).toBe(basis);
  for (const field of without) expect(observed[0]?.data).not.toHaveProperty(field);
});

describe('what is not told is not said', () => {
  test.each([
    [sqsEncryption, 'sqs', { queues: [{ name: 'q' }] }, 'SqsManagedSseEnabled'],
    [efsEncryption, 'elasticfilesystem', { fileSystems: [{ name: 'fs-1' }] }, 'Encrypted'],
    [redshiftEncryption, 'redshift', { clusters: [{ name: 'c' }] }, 'Encrypted'],
    [opensearchEncryption, 'es', { domains: [{ name: 'd' }] }, 'EncryptionAtRestOptions'],
    [elasticacheEncryption, 'elasticache', { clusters: [{ name: 'c' }] }, 'AtRestEncryptionEnabled'],
  ] as const)('%o', async (collector, service, section, field) => {
    const faults = [{ fault: 'malformed' as const, field, on: { service } }];
    const { observed } = await seenBy(collector, { faults, regions: { [REGION]: { kms, [service]: section }, 'us-east-1': {} } });
    expect(observed[0]?.data).not.toHaveProperty('encrypted');
  });
});

test('an alias whose key may not be described names no key, and says so', async () => {
  const { observed, gaps } = await seenBy(sqsEncryption, {
    faults: [{ fault: 'deny', on: { action: 'DescribeKey' } }],
    regions: { [REGION]: { kms, sqs: { queues: [{ name: 'q', key: 'alias/ours' }] } }, 'us-east-1': {} },
  });
  expect(observed[0]?.data).toMatchObject({ encrypted: true });
  expect(observed[0]?.data).not.toHaveProperty('key');
  expect(gaps).toMatchObject([{ reason: 'denied', fields: ['key', 'keyManager', 'keyOrigin'] }]);
});
