import { describe, expect, test } from 'vitest';
import { answersInHttp, readAnswer, refusesVersion } from '../../../../collectors/live/probe/answer.ts';
import type { Heard, Probe } from '../../../../collectors/live/probe/probe.ts';
import { alert, record, serverHello } from '../scripted-server.ts';

const TLS11 = 0x0302;
const SUITE = 0xc013;
const probe: Probe = { id: 'test', hello: { version: 'TLSv1.1', suites: [SUITE] }, until: 'hello' };

function answer(received: Buffer, ended: Heard['ended'] = 'enough') {
  const { flight: _flight, ...rest } = readAnswer(probe, { sent: Buffer.of(22), received, ended });
  return rest;
}

describe('a version is refused by', () => {
  test.each([40, 47, 70, 71, 80, 86])('a fatal alert %i', (description) => {
    expect(answer(alert('fatal', description))).toEqual({ status: 'refused', because: 'alert', alert: description });
  });

  test('a lower version: trap 9, a server may answer a 1.1 hello with 1.0', () => {
    expect(answer(record(22, serverHello(0x0301, SUITE)))).toEqual({ status: 'refused', because: 'other-version' });
  });
});

describe('nothing is proved by', () => {
  test.each([
    ['decode_error: trap 7', alert('fatal', 50), 'enough', { because: 'unexpected-answer', alert: 50 }],
    ['a warning: trap 10', alert('warning', 70), 'closed', { because: 'closed' }],
    ['a close without an alert: trap 7', Buffer.alloc(0), 'closed', { because: 'closed' }],
    ['a reset', Buffer.alloc(0), 'reset', { because: 'reset' }],
    ['silence', Buffer.alloc(0), 'timed-out', { because: 'timed-out' }],
    ['a line that was never there', Buffer.alloc(0), 'not-connected', { because: 'not-askable' }],
    ['another protocol', Buffer.from('HTTP/1.1 400\r\n'), 'enough', { because: 'unexpected-answer' }],
    ['a flood', alert('warning', 112), 'flood', { because: 'unexpected-answer' }],
    ['a higher version', record(22, serverHello(0x0303, SUITE)), 'enough', { because: 'unexpected-answer' }],
    ['half an alert', alert('fatal', 70).subarray(0, 6), 'reset', { because: 'reset' }],
    ['a suite that was not offered: trap 9', record(22, serverHello(TLS11, 0x0005)), 'enough', { because: 'unexpected-answer' }],
  ] as const)('%s', (_name, received, ended, why) => {
    expect(answer(received, ended)).toEqual({ status: 'inconclusive', ...why });
  });
});

test('a ServerHello of the version is an acceptance, whatever follows: trap 10, a warning may come first', () => {
  const received = Buffer.concat([alert('warning', 112), record(22, serverHello(TLS11, SUITE)), alert('fatal', 40)]);
  expect(answer(received)).toMatchObject({ status: 'accepted', version: 'TLSv1.1', hello: { suite: SUITE } });
});

test.each([
  [70, true],
  [40, false],
])('alert %i refuses the version itself: %s', (description, decided) => {
  expect(refusesVersion(readAnswer(probe, { sent: Buffer.of(22), received: alert('fatal', description), ended: 'enough' }))).toBe(decided);
});

test.each([
  ['HTTP/1.1 400 Bad Request\r\n\r\n', true],
  ['HTTP/1.0 400', true],
  ['HTTP/1.', true],
  ['HTTP/1', false],
  ['', false],
  ['220 mx.example.com\r\nHTTP/1.1 400', false],
  ['<html>HTTP/1.1 400', false],
])('%j is the beginning of an HTTP response: %s', (text, is) => {
  expect(answersInHttp({ sent: Buffer.of(22), received: Buffer.from(text), ended: 'enough' })).toBe(is);
});
