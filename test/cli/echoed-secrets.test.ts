import { expect, test } from 'vitest';
import { openGoBetween } from '../truth/go-between.ts';
import { CLAIMS, openWorld, PROD, STAGING } from '../truth/world.ts';
import { findBelow, findIn, MARKS } from './find-secrets.ts';

const region = { ec2: { volumes: [{ count: 3 }] }, kms: { keys: { 'alias/aws/ebs': {} } } };
const scenario = {
  accounts: {
    prod: { id: PROD, regions: { 'eu-west-1': {} } },
    staging: { id: STAGING, regions: { 'eu-west-1': region }, roles: { evidence: { trusts: [PROD] } } },
  },
};
const byRole = `staging: { aws: { accounts: [{ role: "arn:aws:iam::${STAGING}:role/evidence" }], regions: all } }`;

test('a server that repeats the signed headers it was sent leaves no secret in the bundle', async () => {
  await using world = await openWorld(scenario, [CLAIMS.volumes, CLAIMS.keys], [byRole]);
  await using between = await openGoBetween(world.practice.endpoint, (answer, { action, headers }) => {
    if (action !== 'DescribeVolumes' && action !== 'ListKeys') return answer;
    const message = `The Canonical String for this request should have been '${JSON.stringify(headers)}'`;
    return { ...answer, status: 403, body: Buffer.from(JSON.stringify({ __type: 'InvalidSignatureException', message })) };
  });
  const scanned = await world.scan([], { env: { AWS_ENDPOINT_URL: between.endpoint } });
  const minted = between.exchanges.flatMap(({ answer }) => [
    ...answer.body.toString().matchAll(/<(SecretAccessKey|SessionToken)>([^<]+)</g),
  ]);
  const secrets = [...MARKS, ...minted.map(([, name = '', is = '']) => ({ name, is }))];
  const onDisk = await findBelow(world.directory, secrets, (file) => file.endsWith('claimcheck.key'));
  expect([onDisk, findIn(Buffer.from(scanned.stdout + scanned.stderr), secrets)]).toEqual([[], []]);
});
