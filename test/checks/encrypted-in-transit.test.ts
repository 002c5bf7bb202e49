import { describe, expect, test } from 'vitest';
import { encryptedInTransit } from '../../src/checks/encrypted-in-transit.ts';
import { transportEncryption } from '../../src/kinds/transport-encryption.ts';
import { answerOf } from './answers.ts';

const modern = { atLeast: 'TLSv1.2' };
const outside = { exposure: 'internet' };
const required = true;

describe('encrypted-in-transit', () => {
  test.each([
    [{}, { required: true }, 'holds'],
    [{}, { required: false }, 'contradicts'],
    [{}, {}, 'unseen required'],
    [{}, { required: true, listener: 'redirects-to-tls' }, 'holds'],
    [{}, { minimumVersion: 'TLSv1.2' }, 'unseen required'],
    [modern, { required, minimumVersion: 'TLSv1.2' }, 'holds'],
    [modern, { required, minimumVersion: 'TLSv1.3' }, 'holds'],
    [modern, { required, minimumVersion: 'TLSv1.1' }, 'contradicts'],
    [modern, { required, minimumVersion: 'none' }, 'contradicts'],
    [modern, { required }, 'unseen minimumVersion'],
    [modern, { required, listener: 'tls' }, 'unseen minimumVersion'],
    [modern, { required, listener: 'redirects-to-tls' }, 'holds'],
    [modern, { listener: 'redirects-to-tls' }, 'unseen required'],
    [modern, { minimumVersion: 'TLSv1.0' }, 'contradicts'],
    [modern, { required: false, minimumVersion: 'TLSv1.3' }, 'contradicts'],
    [{ betweenNodes: true }, { required, betweenNodes: true }, 'holds'],
    [{ betweenNodes: true }, { required, betweenNodes: false }, 'contradicts'],
    [{ betweenNodes: true }, { required }, 'unseen betweenNodes'],
    [outside, { required: false, exposure: 'internet' }, 'contradicts'],
    [outside, { required: false, exposure: 'private' }, 'not-applicable'],
    [outside, { required: false }, 'unseen exposure'],
  ])('with %j says of %j: %s', (params, data, answer) => {
    expect(answerOf(encryptedInTransit, params, data)).toBe(answer);
  });

  test('does not take a setting for a fact while it waits for a restart', () => {
    expect(answerOf(encryptedInTransit, {}, { settled: false })).toBe('unseen required');
    expect(transportEncryption.data.safeParse({ settled: false, required: true }).success).toBe(false);
    expect(transportEncryption.data.safeParse({ settled: true, required: true }).success).toBe(true);
  });

  test.each([[{ atLeast: 'TLSv1.4' }], [{ atLeast: 'SSLv3' }], [{ exposure: 'everywhere' }]])('cannot be asked with %j', (params) => {
    expect(() => encryptedInTransit.bind(params)).toThrow();
  });
});
