import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { storageEncryption } from '../../../collectors/azure/storage-encryption.ts';
import { storageLocation } from '../../../collectors/azure/storage-location.ts';
import { storagePublicAccess } from '../../../collectors/azure/storage-public-access.ts';
import { storageTransport } from '../../../collectors/azure/storage-transport.ts';
import { dataOf, look } from './looking.ts';
import type { Answer } from './loopback.ts';

const FOLDER = new URL('./recordings/', import.meta.url);

/** A recorded listing, or the listing of the one account that was recorded. */
function recorded(name: string): () => Answer {
  const body = readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');
  return () => ({ body: name.endsWith('_List') ? body : `{"value":[${body}]}` });
}

const three = { accounts: recorded('StorageContainerTest.containers__StorageAccounts_List') };
const one = { accounts: recorded('MonitorLogprofileTest.test_find_storage__StorageAccounts_GetProperties') };
const excerpt = { accounts: recorded('StorageAccountList.excerpt__StorageAccounts_List') };

describe('three accounts of 2019, recorded without keyType, TLS version and access settings', () => {
  test('are encrypted in all four services, by the provider', async () => {
    const { observed, gaps } = await look(storageEncryption, three);
    expect(observed).toHaveLength(12);
    expect(new Set(observed.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(observed[0]?.data).toMatchObject({ encrypted: true, keyManager: 'provider' });
    expect(gaps).toEqual([]);
  });

  test('let plain HTTP in, and any TLS', async () => {
    const { observed } = await look(storageTransport, three);
    expect(observed.map(({ data }) => data)).toEqual(
      Array.from({ length: 3 }, () => ({
        required: false,
        minimumVersion: 'TLSv1.0',
        clientCertificate: 'not-asked',
        exposure: 'internet',
      })),
    );
  });

  test('one of them takes listed networks only', async () => {
    const { observed } = await look(storagePublicAccess, { ...three, containers: () => ({ body: '{"value":[]}' }) });
    expect(observed.map(({ data }) => data)).toMatchObject([
      { network: 'anyone' },
      { network: 'anyone' },
      { network: 'listed', public: false },
    ]);
  });
});

describe('a geo-redundant account under a key in Key Vault', () => {
  test('has blobs and files under the customer key, tables and queues under the provider key', async () => {
    const found = await look(storageEncryption, one);
    const managers = ['blob', 'file', 'table', 'queue'].map((service) => dataOf(found, `/${service}Services/default`));
    expect(managers).toMatchObject(['customer', 'customer', 'provider', 'provider'].map((keyManager) => ({ keyManager })));
  });

  test('lies in a second region', async () => {
    const { observed } = await look(storageLocation, one);
    expect(observed[0]?.data).toMatchObject({ regions: ['centralus'], elsewhere: [{ region: 'eastus2', why: 'geo-redundancy' }] });
  });
});

describe("the provider's own example", () => {
  test('of an account that tells nothing of encryption is encrypted, under a key that we do not know', async () => {
    const found = await look(storageEncryption, excerpt);
    expect(dataOf(found, '/sto3699/blobServices/default')).toEqual({ encrypted: true, algorithm: 'AES-256' });
  });

  test('of an account without provisioningState is a gap about it, and the two others stand', async () => {
    const { observed, gaps } = await look(storageTransport, excerpt);
    expect(observed).toHaveLength(2);
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'UnknownShape', subject: { name: 'sto8596' } }]);
  });

  test('of a geo-redundant account without its second region is a gap', async () => {
    const { gaps } = await look(storageLocation, excerpt);
    expect(gaps).toMatchObject([{ subject: { name: 'sto3699' }, code: 'SecondaryLocationMissing' }, { subject: { name: 'sto8596' } }]);
  });
});
