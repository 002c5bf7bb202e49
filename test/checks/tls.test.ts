import { describe, expect, test } from 'vitest';
import { dhParameters } from '../../src/checks/dh-parameters.ts';
import { tlsMinimumVersion } from '../../src/checks/tls-minimum-version.ts';
import { answerOf, whyOf } from './answers.ts';

const no = { status: 'refused', because: 'alert', alert: 70 };
const yes = { status: 'accepted' };
const unclear = { status: 'inconclusive', because: 'reset' };
const modern = { SSLv2: no, SSLv3: no, 'TLSv1.0': no, 'TLSv1.1': no, 'TLSv1.2': yes, 'TLSv1.3': yes };
const { SSLv2: _, ...withoutSsl2 } = modern;

describe('tls-minimum-version', () => {
  test.each([
    ['every older version refused, 1.2 and 1.3 accepted', 'TLSv1.2', modern, 'holds'],
    ['1.3 refused', 'TLSv1.2', { ...modern, 'TLSv1.3': no }, 'holds'],
    ['1.2 unclear, 1.3 accepted', 'TLSv1.2', { ...modern, 'TLSv1.2': unclear }, 'holds'],
    ['1.0 accepted', 'TLSv1.2', { ...modern, 'TLSv1.0': yes }, 'contradicts'],
    ['SSLv3 accepted', 'TLSv1.0', { ...modern, SSLv3: yes }, 'contradicts'],
    ['1.0 accepted and all else unasked', 'TLSv1.2', { 'TLSv1.0': yes }, 'contradicts'],
    ['1.2 accepted where 1.3 is claimed', 'TLSv1.3', modern, 'contradicts'],
    ['1.0 accepted where it is allowed', 'TLSv1.0', { ...modern, 'TLSv1.0': yes }, 'holds'],
    ['1.1 inconclusive', 'TLSv1.2', { ...modern, 'TLSv1.1': unclear }, 'unseen protocols'],
    ['SSLv2 not asked', 'TLSv1.2', withoutSsl2, 'unseen protocols'],
    ['everything refused', 'TLSv1.2', { ...modern, 'TLSv1.2': no, 'TLSv1.3': no }, 'unseen protocols'],
    ['nothing asked', 'TLSv1.2', {}, 'unseen protocols'],
  ])('with %s (at least %s)', (_what, atLeast, protocols, answer) => {
    expect(answerOf(tlsMinimumVersion, { atLeast }, { protocols })).toBe(answer);
  });

  test('names every old version that is accepted', () => {
    const why = whyOf(tlsMinimumVersion, { atLeast: 'TLSv1.2' }, { protocols: { ...modern, SSLv3: yes, 'TLSv1.1': yes } });
    expect(why).toContain('SSLv3, TLSv1.1');
  });

  test('of an endpoint whose versions were not asked', () => {
    expect(answerOf(tlsMinimumVersion, { atLeast: 'TLSv1.2' }, {})).toBe('unseen protocols');
  });

  test.each([[{}], [{ atLeast: 'SSLv3' }], [{ atLeast: '1.2' }]])('cannot be asked with %j', (params) => {
    expect(() => tlsMinimumVersion.bind(params)).toThrow();
  });
});

describe('dh-parameters', () => {
  const suite = 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256';
  const other = 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384';

  test.each([
    ['large enough', { dhStatus: 'offered', dh: [{ suite, bits: 2048 }] }, 'holds'],
    [
      'one suite of several too small',
      {
        dhStatus: 'offered',
        dh: [
          { suite, bits: 3072 },
          { suite: other, bits: 1024 },
        ],
      },
      'contradicts',
    ],
    ['too small, others not asked', { dhStatus: 'inconclusive', dh: [{ suite, bits: 1024 }] }, 'contradicts'],
    ['too small, one size unread', { dhStatus: 'offered', dh: [{ suite, bits: 1024 }, { suite: other }] }, 'contradicts'],
    ['no DHE suite offered', { dhStatus: 'not-offered', dh: [] }, 'not-applicable'],
    ['no DHE suite offered, and no list', { dhStatus: 'not-offered' }, 'not-applicable'],
    ['large enough, others not asked', { dhStatus: 'inconclusive', dh: [{ suite, bits: 2048 }] }, 'unseen dhStatus'],
    ['large enough, one size unread', { dhStatus: 'offered', dh: [{ suite, bits: 2048 }, { suite: other }] }, 'unseen dh'],
    ['offered, and none listed', { dhStatus: 'offered', dh: [] }, 'unseen dh'],
    ['offered, and no list', { dhStatus: 'offered' }, 'unseen dh'],
    ['not asked', {}, 'unseen dhStatus'],
  ])('with parameters: %s', (_what, data, answer) => {
    expect(answerOf(dhParameters, { atLeastBits: 2048 }, data)).toBe(answer);
  });
});
