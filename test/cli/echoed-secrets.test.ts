import { expect, test } from 'vitest';
import { openGoBetween } from '../truth/go-between.ts';
import { CLAIMS, openWorld, PROD, STAGING } from '../truth/world.ts';
import { findBelow, findIn, MARKS } from './find-secrets.ts';
test('echo', async () => {
  const region = { ec2: { volumes: [{ count: 3 }] }, kms: { keys: { 'alias/aws/ebs': {} } } };
  const scenario = { accounts: { prod: { id: PROD, regions: {} }, staging: { id: STAGING, regions: { 'eu-west-1': region }, roles: { evidence: { trusts: [PROD] } } } } };
  await using world = await openWorld({ ...scenario, accounts: { ...scenario.accounts, prod: { id: PROD, regions: { 'eu-west-1': {} } } } }, [CLAIMS.volumes, CLAIMS.keys], [`staging: { aws: { accounts: [{ role: "arn:aws:iam::${STAGING}:role/evidence" }], regions: all } }`]);
  await using between = await openGoBetween(world.practice.endpoint, (answer, { action, headers }) => action === 'DescribeVolumes' || action === 'ListKeys' ? { ...answer, status: 403, body: Buffer.from(JSON.stringify({ __type: 'InvalidSignatureException', message: `The Canonical String for this request should have been '${JSON.stringify(headers)}'` })) } : answer);
  const scanned = await world.scan([], { env: { AWS_ENDPOINT_URL: between.endpoint } });
  const secrets = [...MARKS, ...between.exchanges.flatMap(({ answer }) =>
    [...answer.body.toString().matchAll(/<(SecretAccessKey|SessionToken)>([^<]+)</g)].map(([, name = '', is = '']) => ({ name, is })))];
  expect([await findBelow(world.directory, secrets, (f) => f.endsWith('claimcheck.key')), findIn(Buffer.from(scanned.stdout + scanned.stderr), secrets)]).toEqual([[], []]);
});
