import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTlsServers } from '../../fixtures/practice/tls.ts';
import { CLAIMS, evidence, inRegions, OWN_ACCOUNT, openWorld, outcome } from '../truth/world.ts';

const cloud = inRegions({ 'eu-west-1': { ec2: { volumes: [{ count: 2 }] } } });
const NONE = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
const UNKNOWN = { AWS_ACCESS_KEY_ID: 'AKIAQQQQQQQQQQQQQQQQ', AWS_SECRET_ACCESS_KEY: 'wrong'.repeat(8) };

test.each([
  ['no credentials', NONE],
  ['credentials that the provider does not know', UNKNOWN],
])('%s are exit 2, one line and no bundle', async (_, env) => {
  await using world = await openWorld(cloud, [CLAIMS.volumes]);
  const { code, stdout, stderr } = await world.run(['scan'], { env });
  expect({ code, stdout, lines: stderr.trimEnd().split('\n').length, left: await evidence(world) }).toEqual({
    code: 2,
    stdout: '',
    lines: 1,
    left: [],
  });
});

test('no credentials for one target, beside an endpoint that needs none, are gaps in a bundle', async () => {
  const tls = await startTlsServers([{ name: 'edge' }]);
  try {
    const edge = `edge: { endpoints: [{ endpoint: "localhost:${tls.servers[0]?.port}", ca: ./ca.pem }] }`;
    const modern = '{ id: tls, quote: q, proof: [{ check: tls-minimum-version, with: { atLeast: TLSv1.2 } }] }';
    await using world = await openWorld(cloud, [CLAIMS.volumes, modern], [OWN_ACCOUNT, edge]);
    await writeFile(join(world.directory, 'ca.pem'), tls.ca);
    const scanned = await world.scan([], { env: NONE });
    expect(outcome(scanned)).toEqual({ code: 4, verified: 0, verdicts: { volumes: 'unproven', tls: 'verified' } });
    expect(scanned.facts.filter(({ record }) => record === 'gap')).toMatchObject([{ target: 't0001', reason: 'denied', region: '*' }]);
  } finally {
    await tls.close();
  }
});
