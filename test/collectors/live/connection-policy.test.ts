import { describe, expect, test } from 'vitest';
import { addressesOf, addressRange } from '../../../collectors/live/connection-policy.ts';

describe('the range of an address', () => {
  test.each([
    ['93.184.216.34', 'public'],
    ['172.32.0.1', 'public'],
    ['100.128.0.1', 'public'],
    ['2606:2800:220:1:248:1893:25c8:1946', 'public'],
    ['::ffff:93.184.216.34', 'public'],
    ['64:ff9b::5db8:d822', 'public'],
    ['2002:5db8:d822::1', 'public'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::127.0.0.1', 'loopback'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['2002:7f00:1::', 'loopback'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd00::1', 'private'],
    ['fec0::1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['169.254.169.254', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['::ffff:169.254.169.254', 'link-local'],
    ['0.0.0.0', 'reserved'],
    ['::', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['224.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['ff02::1', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'reserved'],
    ['64:ff9b:1::7f00:1', 'reserved'],
  ])('%s is %s', (address, range) => {
    expect(addressRange(address)).toBe(range);
  });
});

describe('the addresses of a host', () => {
  const resolve = async (host: string) => (host === 'www.example.com' ? ['93.184.216.34'] : ['93.184.216.34', '10.0.0.1']);

  test('are those of its name', async () => {
    expect(await addressesOf('www.example.com', { hosts: undefined, denyPrivate: true, resolve })).toEqual(['93.184.216.34']);
  });

  test('are denied where one of them is not public', async () => {
    const asked = addressesOf('mixed.example.com', { hosts: undefined, denyPrivate: true, resolve });
    await expect(asked).rejects.toMatchObject({ code: 'denied-address' });
    expect(await addressesOf('mixed.example.com', { hosts: undefined, denyPrivate: false, resolve })).toHaveLength(2);
  });

  test('are denied for a literal too', async () => {
    const policy = { hosts: undefined, denyPrivate: true, resolve };
    await expect(addressesOf('169.254.169.254', policy)).rejects.toMatchObject({ code: 'denied-address' });
    await expect(addressesOf('::ffff:a00:1', policy)).rejects.toMatchObject({ code: 'denied-address' });
  });

  test('are not looked up for a host that nobody named', async () => {
    const policy = { hosts: new Set(['example.com']), denyPrivate: false, resolve: () => Promise.reject(new Error('looked up')) };
    await expect(addressesOf('www.example.com', policy)).rejects.toMatchObject({ code: 'denied-host' });
  });
});
