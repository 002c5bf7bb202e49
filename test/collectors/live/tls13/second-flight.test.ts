import { expect, test } from 'vitest';
import { ciphers13, sealRecord, trafficKeys } from '../../../../collectors/live/tls13/key-schedule.ts';
import { readAfterHandshake } from '../../../../collectors/live/tls13/second-flight.ts';

const secret = Buffer.alloc(32, 5);
const cipher = ciphers13.get(0x1301) ?? expect.unreachable();

/** NewSessionTicket (RFC 8446 §4.6.1) with extensions as they stand on the wire. */
function ticket(extensions: string): Buffer {
  const tail = Buffer.from(extensions, 'hex');
  const body = Buffer.concat([Buffer.from('00001c2000000001' + '0100' + '0002abcd', 'hex'), Buffer.of(0, tail.length), tail]);
  return Buffer.concat([Buffer.of(4, 0, 0, body.length), body]);
}

function sealed(...contents: readonly { readonly type: number; readonly content: Buffer }[]) {
  const keys = trafficKeys(cipher, secret);
  return contents.map((content, sequence) => {
    const bytes = sealRecord(cipher, keys, sequence, content);
    return { header: bytes.subarray(0, 5), body: bytes.subarray(5) };
  });
}

test('a ticket tells how many bytes of early data it allows, or nothing', () => {
  const records = sealed(
    { type: 22, content: ticket('002a000400004000') },
    { type: 23, content: Buffer.from('220 ready') },
    { type: 22, content: ticket('') },
  );
  expect(readAfterHandshake(cipher, secret, records)).toEqual({ tickets: [16_384, 0], alerts: [] });
});

test('a ticket in two records is one', () => {
  const whole = ticket('002a000400000001');
  const records = sealed({ type: 22, content: whole.subarray(0, 9) }, { type: 22, content: whole.subarray(9) });
  expect(readAfterHandshake(cipher, secret, records).tickets).toEqual([1]);
});

test('a ticket that is cut off is none', () => {
  const records = sealed({ type: 22, content: Buffer.of(4, 0, 0, 2, 0, 0) });
  expect(readAfterHandshake(cipher, secret, records)).toEqual({ tickets: [], alerts: [] });
});

test('what does not open ends the reading; what came before stands', () => {
  const [first, second] = sealed({ type: 21, content: Buffer.of(2, 116) }, { type: 22, content: ticket('') });
  const broken = second && { ...second, body: Buffer.alloc(second.body.length) };
  expect(
    readAfterHandshake(
      cipher,
      secret,
      [first, broken].filter((each) => each !== undefined),
    ),
  ).toEqual({
    tickets: [],
    alerts: [{ level: 2, description: 116 }],
  });
});
