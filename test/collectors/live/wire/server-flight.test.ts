import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readFlight } from '../../../../collectors/live/wire/server-flight.ts';
import fc from '../../../property.ts';
import { alert, message, record, serverHello, uint16 } from '../scripted-server.ts';

const certificate = message(11, Buffer.concat([Buffer.of(0, 0, 6, 0, 0, 3), Buffer.from('der')]));
const flight = Buffer.concat([
  serverHello(0x0303, 0xc02f),
  certificate,
  message(12, Buffer.from('exchange')),
  message(14, Buffer.alloc(0)),
]);

test('a whole flight is read', () => {
  expect(readFlight(record(22, flight))).toMatchObject({
    foreign: false,
    malformed: false,
    hello: { version: 0x0303, suite: 0xc02f, compression: 0, retry: false },
    alerts: [],
    certificates: [Buffer.from('der')],
    keyExchange: Buffer.from('exchange'),
    done: true,
  });
});

test('however a flight is cut into records, it reads the same: trap 10', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (sizes) => {
      const records: Buffer[] = [];
      for (let at = 0, index = 0; at < flight.length; index += 1) {
        const size = sizes[index % sizes.length] ?? 1;
        records.push(record(22, flight.subarray(at, at + size)));
        at += size;
      }
      const { records: _cut, ...read } = readFlight(Buffer.concat(records));
      const { records: _whole, ...expected } = readFlight(record(22, flight));
      expect(read).toEqual(expected);
    }),
  );
});

test('a flight that was cut off never says more than the whole one', () => {
  const bytes = record(22, serverHello(0x0303, 0xc02f));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
      expect(readFlight(bytes.subarray(0, length))).toMatchObject({ foreign: false, malformed: false, alerts: [], done: false });
      expect(readFlight(bytes.subarray(0, length)).hello).toBeUndefined();
    }),
  );
});

test('whatever a stranger sends can be read', () => {
  const start = fc.constantFrom(
    [],
    [22, 3, 3, 0, 40, 2, 0, 0, 36, 3, 3],
    [22, 3, 3, 0, 90, 2, 0, 0, 86],
    [21, 3],
    [22, 3, 3, 0, 9, 11, 0, 0, 5],
  );
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 200 }), (head, tail) => {
      expect(readFlight(Buffer.concat([Buffer.from(head), tail]))).toHaveProperty('foreign');
    }),
  );
});

describe('TLS 1.3', () => {
  const share = (group: number) => Buffer.concat([Buffer.of(0, 43, 0, 2, 3, 4), Buffer.of(0, 51, 0, 2), uint16(group)]);

  test('the version is the one of the extension, and the group that of the key share', () => {
    expect(readFlight(record(22, serverHello(0x0303, 0x1301, share(0x11ec)))).hello).toMatchObject({
      version: 0x0304,
      suite: 0x1301,
      group: 0x11ec,
      retry: false,
    });
  });

  test('a HelloRetryRequest is known by its random: trap 10', () => {
    const hello = serverHello(0x0303, 0x1301, share(0x17));
    createHash('sha256').update('HelloRetryRequest').digest().copy(hello, 6);
    expect(readFlight(record(22, hello)).hello).toMatchObject({ retry: true, group: 0x17 });
  });
});

test('what comes after ChangeCipherSpec is encrypted and not read', () => {
  const bytes = Buffer.concat([record(22, serverHello(0x0303, 0xc02f)), record(20, Buffer.of(1)), record(22, certificate)]);
  expect(readFlight(bytes).certificates).toBeUndefined();
});

test('an alert before the hello is kept, one after it is not an answer to it', () => {
  const bytes = Buffer.concat([alert('warning', 112), record(22, serverHello(0x0303, 0xc02f)), alert('fatal', 40)]);
  expect(readFlight(bytes).alerts).toEqual([{ level: 1, description: 112 }]);
});

test('plain HTTP is foreign', () => {
  expect(readFlight(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')).foreign).toBe(true);
});

test('a record longer than any may be is malformed', () => {
  expect(readFlight(Buffer.concat([Buffer.of(22, 3, 3, 0xff, 0xff), Buffer.alloc(100)])).malformed).toBe(true);
});

test('a ServerHello with something left over is malformed', () => {
  const hello = serverHello(0x0303, 0xc02f, Buffer.alloc(0));
  const longer = message(2, Buffer.concat([hello.subarray(4), Buffer.of(0, 0, 9)]));
  expect(readFlight(record(22, longer))).toMatchObject({ malformed: true });
});
