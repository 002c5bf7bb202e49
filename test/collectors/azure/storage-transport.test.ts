import { describe, expect, test } from 'vitest';
import { storageTransport } from '../../../collectors/azure/storage-transport.ts';
import { account, dataOf, look, page } from './looking.ts';

function seen(properties: object) {
  return look(storageTransport, { accounts: () => page([account('one', properties)]) });
}

describe('azure.storage-transport', () => {
  test('a sound account lets nobody in without TLS 1.2', async () => {
    const { observed, gaps } = await seen({});
    expect(observed.map(({ subject, data }) => [subject.service, data])).toEqual([
      ['storage', { required: true, minimumVersion: 'TLSv1.2', clientCertificate: 'not-asked', exposure: 'internet' }],
    ]);
    expect(gaps).toEqual([]);
  });

  test('plain HTTP that is allowed is said', async () => {
    expect(dataOf(await seen({ supportsHttpsTrafficOnly: false }), '/one')).toMatchObject({ required: false });
  });

  test('whether HTTPS is required is not known where the provider does not say', async () => {
    expect(dataOf(await seen({ supportsHttpsTrafficOnly: null }), '/one')).not.toHaveProperty('required');
  });

  test.each([null, undefined])('Z-STO: minimumTlsVersion that is %s is TLS 1.0', async (minimumTlsVersion) => {
    expect(dataOf(await seen({ minimumTlsVersion }), '/one')).toMatchObject({ minimumVersion: 'TLSv1.0' });
  });

  test('a version that we do not know is a gap about that field, and the rest is observed', async () => {
    const found = await seen({ minimumTlsVersion: 'TLS9_9' });
    expect(dataOf(found, '/one')).toEqual({ required: true, clientCertificate: 'not-asked', exposure: 'internet' });
    expect(found.gaps).toMatchObject([{ reason: 'malformed', code: 'UnknownVersion', fields: ['minimumVersion'], replies: ['hash-1'] }]);
  });

  test.each([
    ['Disabled', { exposure: 'private' }],
    ['Enabled', { exposure: 'internet' }],
    [null, { exposure: 'internet' }],
  ])('publicNetworkAccess %s', async (publicNetworkAccess, exposure) => {
    expect(dataOf(await seen({ publicNetworkAccess }), '/one')).toMatchObject(exposure);
  });

  test('a network perimeter decides by its own rules: its exposure is not known', async () => {
    expect(dataOf(await seen({ publicNetworkAccess: 'SecuredByPerimeter' }), '/one')).not.toHaveProperty('exposure');
  });
});
