/** What `live.certificate` makes of stored answers: what no server of ours can be made to show at will. */
import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { everything } from '../../../collectors/live/handshake.ts';
import { live } from '../../../collectors/live/index.ts';
import type { Transcript } from '../../../collectors/live/transcript.ts';
import { systemClock } from '../../../src/collect/clock.ts';
import { createStoredReplies } from '../../../src/collect/replay.ts';
import type { Spooled } from '../../../src/collect/spool.ts';
import { runStored } from '../../../src/collect/stored-run.ts';
import { record, serverHello } from './scripted-server.ts';
import { chainOf, der, staple, thatDay } from './trust/specimens.ts';

const NAME = 'www.example.com:443';
const ADDRESS = '192.0.2.1';
/** Who showed a certificate of one sort is asked for one of the other. */
const ASKED_THEN: Readonly<Record<string, string>> = {
  rsa: 'ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448',
  ec: 'RSA-PSS+SHA256:RSA+SHA256:RSA-PSS+SHA384:RSA+SHA384:RSA-PSS+SHA512:RSA+SHA512',
};
const nothing = { address: ADDRESS, port: 443, sent: '', received: '', ended: 'closed' } as const;

/** The observations, and the gaps as their codes, where the server sends this chain and this staple. */
async function seenOf(chain: string, stapled?: string, at = thatDay): Promise<unknown[]> {
  const shown: Transcript = {
    ...nothing,
    received: record(22, serverHello(0x0303, 0x1301)).toString('hex'),
    ended: 'finished',
    session: {
      protocol: 'TLSv1.3',
      suite: 'TLS_AES_128_GCM_SHA256',
      distrust: null,
      roots: 'given-ca',
      chain: chainOf(chain).map((each) => each.toString('base64')),
      ...(stapled === undefined ? {} : { staple: staple(stapled).toString('base64') }),
    },
  };
  const place = { endpoint: NAME, address: ADDRESS };
  const answers = [
    ['dns:Lookup', { host: 'www.example.com' }, [ADDRESS]],
    ['tls:Handshake', { ...place, ...everything, staple: true }, shown],
    ['tls:Handshake', { ...place, ...everything, signatures: ASKED_THEN[keyOf(chain)] }, nothing],
    ['roots:Find', place, { at: `${at.toISOString().slice(0, 19)}Z`, from: 'given-ca', certificates: [der('root').toString('base64')] }],
  ] as const;
  const stored = createStoredReplies();
  for (const [index, [call, input, body]] of answers.entries())
    stored.add({
      leaf: `leaf-${index}`,
      reply: {
        record: 'reply',
        target: 't0001',
        collector: 'live.certificate',
        region: 'global',
        call,
        input,
        attempt: 1,
        host: NAME,
        status: 0,
        origin: 'live',
        at: '2026-11-26T00:00:00Z',
        body: JSON.stringify(body),
      },
    });
  const found: Spooled[] = [];
  const task = { target: 't0001', collector: 'live.certificate', version: 2, region: 'global' };
  const ran = await runStored(task, { source: 'live', name: NAME }, stored, live, systemClock, { add: (record) => found.push(record) });
  if (!ran) throw new Error('the collector is not there');
  expect(stored.unused()).toEqual([]);
  return found.map((record) => ('data' in record ? record.data : record));
}

function keyOf(chain: string): string {
  const [leaf] = chainOf(chain);
  return (leaf && new X509Certificate(leaf).publicKey.asymmetricKeyType) ?? 'none';
}

test('a verified response that says revoked makes it untrusted', async () => {
  expect(await seenOf('revoked intermediate', 'revoked')).toMatchObject([
    { trusted: false, untrustedBecause: 'revoked', revocation: 'revoked', nameMatches: expect.any(Boolean) },
  ]);
});

test('one that says good is told', async () => {
  expect(await seenOf('good intermediate', 'good')).toMatchObject([
    { trusted: true, revocation: 'good', chainComplete: true, witnessesAgree: true, transparencyProofs: 0 },
  ]);
});

test('one that does not verify says nothing', async () => {
  const [data] = await seenOf('good intermediate', 'foreign');
  expect(data).toMatchObject({ trusted: true });
  expect(data).not.toHaveProperty('revocation');
});

test('two witnesses that differ are seen to', async () => {
  expect(await seenOf('on-expired expired-intermediate')).toMatchObject([
    { trusted: false, untrustedBecause: 'expired-chain', witnessesAgree: false },
  ]);
});

test('dates are compared with the time of the look', async () => {
  expect(await seenOf('on-expired expired-intermediate', undefined, new Date('2026-01-15T00:00:00Z'))).toMatchObject([
    { trusted: true, witnessesAgree: true },
  ]);
});
