import { describe, expect, test } from 'vitest';
import { readAnswer, refusesVersion } from '../../../collectors/live/answer.ts';
import type { Transcript } from '../../../collectors/live/transcript.ts';
import { alert, record, serverHello } from './scripted-server.ts';

const TLS11 = 0x0302;
const SUITE = 0xc013;

function heard(received: Buffer, ended: Transcript['ended'] = 'failed'): Transcript {
  return { address: '192.0.2.7', port: 443, sent: '16', received: received.toString('hex'), ended };
}

describe('a version is refused by', () => {
  test.each([40, 47, 70, 71, 80, 86])('a fatal alert %i', (description) => {
    expect(readAnswer(heard(alert('fatal', description)), TLS11)).toEqual({ status: 'refused', because: 'alert', alert: description });
  });

  test('a lower version', () => {
    expect(readAnswer(heard(record(22, serverHello(0x0301, SUITE))), TLS11)).toEqual({ status: 'refused', because: 'other-version' });
  });
});

describe('nothing is proved by', () => {
  test.each([
    ['decode_error', alert('fatal', 50), 'failed', { because: 'unexpected-answer', alert: 50 }],
    ['a warning', alert('warning', 70), 'closed', { because: 'closed' }],
    ['a close', Buffer.alloc(0), 'closed', { because: 'closed' }],
    ['a reset', Buffer.alloc(0), 'reset', { because: 'reset' }],
    ['silence', Buffer.alloc(0), 'timed-out', { because: 'timed-out' }],
    ['another protocol', Buffer.from('HTTP/1.1 400\r\n'), 'failed', { because: 'unexpected-answer' }],
    ['a higher version', record(22, serverHello(0x0303, SUITE)), 'failed', { because: 'unexpected-answer' }],
    ['half an alert', alert('fatal', 70).subarray(0, 6), 'reset', { because: 'reset' }],
  ] as const)('%s', (_name, received, ended, why) => {
    expect(readAnswer(heard(received, ended), TLS11)).toEqual({ status: 'inconclusive', ...why });
  });

  test('a suite that was not offered', () => {
    expect(readAnswer(heard(record(22, serverHello(TLS11, 0x0005))), TLS11, [SUITE]).status).toBe('inconclusive');
  });

  test('our own library, when it will not ask', () => {
    expect(readAnswer({ ...heard(Buffer.alloc(0)), sent: '' }, TLS11)).toEqual({ status: 'inconclusive', because: 'not-askable' });
  });
});

test('a ServerHello of the version is an acceptance, whatever follows', () => {
  const received = Buffer.concat([alert('warning', 112), record(22, serverHello(TLS11, SUITE)), alert('fatal', 40)]);
  expect(readAnswer(heard(received), TLS11, [SUITE])).toEqual({ status: 'accepted' });
});

test.each([
  [70, true],
  [40, false],
])('alert %i refuses the version itself: %s', (description, decided) => {
  expect(refusesVersion(readAnswer(heard(alert('fatal', description)), TLS11))).toBe(decided);
});
