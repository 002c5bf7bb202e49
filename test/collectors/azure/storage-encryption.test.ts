import { describe, expect, test } from 'vitest';
import { storageEncryption } from '../../../collectors/azure/storage-encryption.ts';
import { account, dataOf, look, page } from './looking.ts';

const MICROSOFT = { encrypted: true, algorithm: 'AES-256', covers: 'everything', keyManager: 'provider' };
const CUSTOMER_KEY = {
  encryption: {
    services: { file: { keyType: 'Account', enabled: true }, blob: { keyType: 'Account', enabled: true } },
    keySource: 'Microsoft.Keyvault',
    keyvaultproperties: { keyvaulturi: 'https://vault.example.com/', keyname: 'wrapping', keyversion: '' },
  },
};

function seen(properties: object, more: object = {}) {
  return look(storageEncryption, { accounts: () => page([account('one', properties, more)]) });
}

describe('azure.storage-encryption', () => {
  test('each data service is observed by itself, guaranteed by the provider', async () => {
    const { observed, gaps } = await seen({});
    expect(observed.map(({ subject, basis }) => [subject.service, basis])).toEqual([
      ['storage-blob', 'provider'],
      ['storage-file', 'provider'],
      ['storage-table', 'provider'],
      ['storage-queue', 'provider'],
    ]);
    expect(observed.map(({ data }) => data)).toEqual([MICROSOFT, MICROSOFT, MICROSOFT, MICROSOFT]);
    expect(gaps).toEqual([]);
  });

  test('its name, tags and subscription stand in the subject only', async () => {
    const { observed } = await seen({});
    expect(observed[0]?.subject).toMatchObject({ name: 'one', tags: { env: 'prod' }, account: '11112222-3333-4444-8555-666677778888' });
  });
});

describe('Z-STO', () => {
  test('SSE cannot be disabled, but where the provider says that it is off, that stands, without its guarantee', async () => {
    const found = await seen({ encryption: { services: { blob: { enabled: false } }, keySource: 'Microsoft.Storage' } });
    expect(dataOf(found, '/blobServices/default')).toEqual({ encrypted: false });
    expect(found.observed[0]).not.toHaveProperty('basis');
  });

  test("a customer's key in Key Vault manages blobs and files", async () => {
    const found = await seen(CUSTOMER_KEY);
    expect(dataOf(found, '/blobServices/default')).toMatchObject({ encrypted: true, keyManager: 'customer' });
    expect(dataOf(found, '/fileServices/default')).toMatchObject({ encrypted: true, keyManager: 'customer' });
    expect(found.observed[0]?.refers).toMatchObject({ key: { id: 'https://vault.example.com/keys/wrapping', type: 'key' } });
  });

  test('table and queue that are absent have Service keys: still encrypted, and by the provider, under a customer key too', async () => {
    const found = await seen(CUSTOMER_KEY);
    expect(dataOf(found, '/tableServices/default')).toEqual(MICROSOFT);
    expect(dataOf(found, '/queueServices/default')).toEqual(MICROSOFT);
  });

  test('a table with an Account key is under the key of the account', async () => {
    const { encryption } = CUSTOMER_KEY;
    const found = await seen({ encryption: { ...encryption, services: { table: { keyType: 'Account', enabled: true } } } });
    expect(dataOf(found, '/tableServices/default')).toMatchObject({ keyManager: 'customer' });
  });

  test('the key source is compared without case', async () => {
    const found = await seen({ encryption: { ...CUSTOMER_KEY.encryption, keySource: 'Microsoft.KeyVault' } });
    expect(dataOf(found, '/blobServices/default')).toMatchObject({ keyManager: 'customer' });
  });

  test('a key source that we do not know is not taken for the provider', async () => {
    const found = await seen({ encryption: { keySource: 'Elsewhere' } });
    expect(dataOf(found, '/blobServices/default')).not.toHaveProperty('keyManager');
  });

  test('an account without its encryption is encrypted, and who manages its key is not known', async () => {
    const found = await seen({ encryption: null });
    expect(dataOf(found, '/blobServices/default')).toEqual({ encrypted: true, algorithm: 'AES-256', covers: 'everything' });
  });

  test('infrastructure encryption is a second one, for what is under the account key', async () => {
    const found = await seen({ encryption: { ...CUSTOMER_KEY.encryption, requireInfrastructureEncryption: true } });
    expect(dataOf(found, '/blobServices/default')).toMatchObject({ doubleEncrypted: true });
    expect(dataOf(found, '/tableServices/default')).not.toHaveProperty('doubleEncrypted');
  });

  test('what was written before encryption was on for everybody is not claimed to be covered', async () => {
    const found = await seen({ creationTime: '2016-03-01T00:00:00Z' });
    expect(dataOf(found, '/blobServices/default')).not.toHaveProperty('covers');
  });

  test.each([
    ['BlobStorage', ['storage-blob']],
    ['BlockBlobStorage', ['storage-blob']],
    ['FileStorage', ['storage-file']],
  ])('%s lacks the other services', async (kind, services) => {
    const { observed } = await seen({ primaryEndpoints: undefined }, { kind });
    expect(observed.map(({ subject }) => subject.service)).toEqual(services);
  });

  test('a premium account has the services that it has endpoints for', async () => {
    const { observed } = await seen({ primaryEndpoints: { blob: 'https://one.blob.example.com/' } });
    expect(observed.map(({ subject }) => subject.service)).toEqual(['storage-blob']);
  });

  test('a kind that we do not know, without endpoints, is a gap', async () => {
    const { observed, gaps } = await seen({ primaryEndpoints: undefined }, { kind: 'TapeStorage' });
    expect(observed).toEqual([]);
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'UnknownKind' }]);
  });
});

describe('one odd account never drops the others', () => {
  test('an encryption that is not an object tells nothing of keys', async () => {
    const found = await seen({ encryption: 'on' });
    expect(dataOf(found, '/tableServices/default')).not.toHaveProperty('keyManager');
  });

  test.each([
    [
      'a null in every field that may be unset',
      { encryption: null, minimumTlsVersion: null, primaryEndpoints: null, creationTime: null },
      0,
    ],
    ['encryption of another type', { encryption: { keySource: 7 } }, 1],
    ['no provisioning state', { provisioningState: undefined }, 1],
  ])('%s', async (_what, properties, missed) => {
    const { observed, gaps } = await look(storageEncryption, {
      accounts: () => page([account('first'), account('odd', properties), account('last')]),
    });
    expect(observed.filter(({ subject }) => /(first|last)/.test(subject.id))).toHaveLength(8);
    expect(gaps).toHaveLength(missed);
  });

  test('one without its properties is a gap about it, and not a set of defaults', async () => {
    const { observed, gaps } = await look(storageEncryption, {
      accounts: () => page([account('first'), { ...account('odd'), properties: undefined }]),
    });
    expect(observed).toHaveLength(4);
    expect(gaps).toMatchObject([{ reason: 'malformed', code: 'UnknownShape', subject: { name: 'odd' }, replies: ['hash-1'] }]);
  });
});
