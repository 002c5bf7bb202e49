import { describe, expect, test } from 'vitest';
import { storageLocation } from '../../../collectors/azure/storage-location.ts';
import { account, dataOf, look, page } from './looking.ts';

function seen(properties: object, more: object = {}) {
  return look(storageLocation, { accounts: () => page([account('one', properties, more)]) });
}

describe('azure.storage-location', () => {
  test('a locally redundant account lies in one region and nowhere else', async () => {
    expect(dataOf(await seen({}), '/one')).toEqual({
      regions: ['uksouth'],
      reach: 'region',
      holdsData: true,
      elsewhere: [],
      knownBy: 'provider',
    });
  });

  test.each(['Standard_GRS', 'Standard_RAGRS', 'Standard_GZRS', 'Standard_RAGZRS'])(
    'Z-STO: the secondaryLocation of %s holds a copy',
    async (name) => {
      const found = await seen({ secondaryLocation: 'ukwest' }, { sku: { name } });
      expect(dataOf(found, '/one')).toMatchObject({ elsewhere: [{ region: 'ukwest', why: 'geo-redundancy' }] });
    },
  );

  test('a geo-redundant account that does not tell its second region is a gap, and not confined', async () => {
    const found = await seen({}, { sku: { name: 'Standard_GRS' } });
    expect(dataOf(found, '/one')).not.toHaveProperty('elsewhere');
    expect(found.gaps).toMatchObject([{ reason: 'malformed', code: 'SecondaryLocationMissing', fields: ['elsewhere'] }]);
  });

  test('a redundancy that we do not know is a gap', async () => {
    const { gaps } = await seen({}, { sku: { name: 'Standard_QRS' } });
    expect(gaps).toMatchObject([{ code: 'UnknownRedundancy', fields: ['elsewhere'] }]);
  });

  test('a region is named as the provider codes it, whatever its spelling', async () => {
    expect(dataOf(await seen({ primaryLocation: 'UK South' }), '/one')).toMatchObject({ regions: ['uksouth'] });
  });

  test('a place that is no region is a gap about that account', async () => {
    const { observed, gaps } = await look(storageLocation, {
      accounts: () => page([account('one', {}, { location: 'eastus2(stage)' }), account('two')]),
    });
    expect(observed.map(({ subject }) => subject.name)).toEqual(['two']);
    expect(gaps).toMatchObject([{ reason: 'malformed', subject: { name: 'one' } }]);
  });
});
