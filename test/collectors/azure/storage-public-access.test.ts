import { describe, expect, test } from 'vitest';
import { storagePublicAccess } from '../../../collectors/azure/storage-public-access.ts';
import { account, dataOf, look, page } from './looking.ts';
import { refusal, type Script } from './loopback.ts';

const CLOSED = { name: 'closed', properties: { publicAccess: 'None' } };
const OPEN = { name: 'open', properties: { publicAccess: 'Blob' } };

function seen(properties: object, containers: Script = {}, more: object = {}) {
  return look(storagePublicAccess, { accounts: () => page([account('one', properties, more)]), ...containers });
}

function holding(...containers: object[]): Script {
  return { containers: () => page(containers) };
}

describe('azure.storage-public-access', () => {
  test('an account that blocks public access is private, and its containers are not asked for', async () => {
    const found = await seen({ allowBlobPublicAccess: false });
    expect(dataOf(found, '/one')).toEqual({ about: 'thing', sharingBlocked: 'all', keyAccess: true, network: 'anyone' });
    expect(found.asked.map(({ call }) => call)).not.toContain('containers');
  });

  test('an account that does not is public where one container is', async () => {
    const found = await seen({ allowBlobPublicAccess: true }, holding(CLOSED, OPEN));
    expect(dataOf(found, '/one')).toMatchObject({ public: true, sharingBlocked: 'none' });
    expect(found.observed[0]?.replies).toEqual(['hash-1', 'hash-2']);
  });

  test('and private where none is, to the last page', async () => {
    const found = await seen(
      { allowBlobPublicAccess: true },
      { containers: (asked, nth, url) => page([CLOSED], nth < 3 ? `${url}${asked.url}&$skiptoken=${nth}` : undefined) },
    );
    expect(dataOf(found, '/one')).toMatchObject({ public: false, sharingBlocked: 'none' });
    expect(found.observed[0]?.replies).toHaveLength(4);
  });

  test('an account without blobs has nothing that could be public', async () => {
    const found = await seen({ allowBlobPublicAccess: true, primaryEndpoints: undefined }, {}, { kind: 'FileStorage' });
    expect(dataOf(found, '/one')).toMatchObject({ public: false });
  });

  test('containers that may not be listed are a gap about that account', async () => {
    const found = await seen({ allowBlobPublicAccess: true }, { containers: () => refusal(403, 'AuthorizationFailed') });
    expect(dataOf(found, '/one')).not.toHaveProperty('public');
    expect(found.gaps).toMatchObject([
      {
        reason: 'denied',
        code: 'AuthorizationFailed',
        subject: { name: 'one' },
        fields: ['public'],
        permissions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'],
      },
    ]);
  });

  test('a container that does not tell its level is a gap, and not closed', async () => {
    const found = await seen({ allowBlobPublicAccess: true }, holding({ name: 'odd', properties: {} }));
    expect(dataOf(found, '/one')).not.toHaveProperty('public');
    expect(found.gaps).toMatchObject([{ reason: 'malformed', fields: ['public'] }]);
  });
});

describe('Z-STO', () => {
  test.each([null, undefined])(
    'allowBlobPublicAccess that is %s blocks nothing for sure: the containers tell',
    async (allowBlobPublicAccess) => {
      const found = await seen({ allowBlobPublicAccess }, holding(OPEN));
      expect(dataOf(found, '/one')).toMatchObject({ public: true });
      expect(dataOf(found, '/one')).not.toHaveProperty('sharingBlocked');
    },
  );

  test.each([
    [null, true],
    [undefined, true],
    [true, true],
    [false, false],
  ])('allowSharedKeyAccess that is %s', async (allowSharedKeyAccess, keyAccess) => {
    expect(dataOf(await seen({ allowSharedKeyAccess }), '/one')).toMatchObject({ keyAccess });
  });

  test.each([
    ['Disabled', 'Allow', 'private'],
    ['Enabled', 'Deny', 'listed'],
    [null, 'Deny', 'listed'],
    [null, 'Allow', 'anyone'],
  ])('publicNetworkAccess %s with the default action %s', async (publicNetworkAccess, defaultAction, network) => {
    const networkAcls = { bypass: 'AzureServices', virtualNetworkRules: [], ipRules: [], defaultAction };
    expect(dataOf(await seen({ publicNetworkAccess, networkAcls }), '/one')).toMatchObject({ network });
  });

  test.each([
    ['SecuredByPerimeter', { defaultAction: 'Allow' }],
    ['Enabled', null],
  ])('which networks may connect is not known: %s, %s', async (publicNetworkAccess, networkAcls) => {
    expect(dataOf(await seen({ publicNetworkAccess, networkAcls }), '/one')).not.toHaveProperty('network');
  });
});
