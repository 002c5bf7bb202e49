import { describe, expect, test } from 'vitest';
import { endpointName, parseEndpoint, serverName } from '../../../collectors/live/endpoint-address.ts';

describe('an endpoint is read from', () => {
  test.each([
    ['api.example.com:443', { host: 'api.example.com', port: 443 }],
    ['API.Example.com.:8443', { host: 'api.example.com', port: 8443 }],
    ['https://example.com', { host: 'example.com', port: 443 }],
    ['https://example.com:8443/', { host: 'example.com', port: 8443 }],
    ['192.0.2.7:443', { host: '192.0.2.7', port: 443 }],
    ['[2001:DB8:0::1]:443', { host: '2001:db8::1', port: 443 }],
    ['https://[::1]', { host: '::1', port: 443 }],
    ['bücher.example.com:443', { host: 'xn--bcher-kva.example.com', port: 443 }],
    ['localhost:1', { host: 'localhost', port: 1 }],
  ])('%s', (text, address) => {
    expect(parseEndpoint(text)).toEqual(address);
  });
});

describe('no endpoint is read from', () => {
  test.each([
    'example.com',
    'example.com:0',
    'example.com:65536',
    'https://user@example.com',
    'https://example.com/path',
    'https://example.com?query',
    'http://example.com',
    '2130706433:443',
    '127.1:443',
    '0x7f000001:443',
    '127.0.0.0x1:443',
    '::1:443',
    '[example.com]:443',
    '[127.0.0.1]:443',
    '-a.example.com:443',
    'a..example.com:443',
    'a b.example.com:443',
    '%31.example.com:443',
    '',
  ])('"%s"', (text) => {
    expect(() => parseEndpoint(text)).toThrow(TypeError);
  });
});

test.each([
  ['smtp://mx.example.com', { host: 'mx.example.com', port: 25, upgradedFrom: 'smtp' }],
  ['imap://example.com:1143', { host: 'example.com', port: 1143, upgradedFrom: 'imap' }],
  ['pop3://[::1]', { host: '::1', port: 110, upgradedFrom: 'pop3' }],
  ['postgres://db.example.com', { host: 'db.example.com', port: 5432, upgradedFrom: 'postgres' }],
])('%s is where TLS is started', (text, address) => {
  expect(parseEndpoint(text)).toEqual(address);
  expect(parseEndpoint(endpointName(parseEndpoint(text)))).toEqual(address);
});

test('a host alone has the port that is usual, where there is one', () => {
  expect(parseEndpoint('example.com', 443)).toEqual({ host: 'example.com', port: 443 });
});

test('a scheme that has no place here is refused, "constructor" included', () => {
  for (const scheme of ['ftp', 'constructor', '__proto__']) expect(() => parseEndpoint(`${scheme}://example.com`)).toThrow(TypeError);
});

test('a refusal does not repeat the text, which may hold a password', () => {
  expect(() => parseEndpoint('https://user:hunter2@example.com')).toThrow(/^(?!.*hunter2)/);
});

test('an IPv6 address stands in brackets in the name', () => {
  expect(endpointName({ host: '2001:db8::1', port: 443 })).toBe('[2001:db8::1]:443');
});

test('a server name is sent for DNS names only', () => {
  expect([serverName({ host: 'example.com', port: 443 }), serverName({ host: '192.0.2.7', port: 443 })]).toEqual([
    'example.com',
    undefined,
  ]);
});
