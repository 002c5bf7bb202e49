import { expect, test } from 'vitest';
import { verify } from '../../src/commands/verify.ts';
import { resign } from '../bundle/resign.ts';
import { CLAIMS, inRegions, openWorld } from '../truth/world.ts';
import { heardIo } from './heard-io.ts';

const region = {
  ec2: {
    volumes: [
      { count: 700, keys: ['alias/prod'] },
      { count: 2, encrypted: false },
    ],
  },
  kms: { keys: { 'alias/prod': { rotation: { days: 365 } }, 'alias/signing': { spec: 'RSA_4096' } } },
};
const scenario = inRegions(
  { 'eu-west-1': region, 'eu-west-2': region },
  { fault: 'throttle', on: { service: 'ec2' }, rate: 0.2, times: 1 },
);

/** What `verify --reread` answers, without any server to ask. */
async function rereadAnswer(bundle: string, directory: string): Promise<unknown> {
  const { io, stdout } = heardIo(directory);
  await verify(bundle, { key: ['claimcheck.pub'], reread: true, json: true }, io);
  const { answers }: { answers: { question: string }[] } = JSON.parse(stdout());
  return answers.find(({ question }) => question === 'reread');
}

test('every observation is read again from the stored replies, without network or credentials', async () => {
  await using world = await openWorld(scenario, [CLAIMS.volumes, CLAIMS.keys]);
  const { bundle, manifest } = await world.scan();
  expect(await rereadAnswer(bundle, world.directory)).toMatchObject({
    answer: 'yes',
    says: expect.stringContaining(`${manifest.records.observation} of ${manifest.records.observation}`),
  });
});

test('an observation that its own reply does not bear out is counted', async () => {
  await using world = await openWorld(scenario, [CLAIMS.keys]);
  const { bundle, manifest } = await world.scan();
  await resign(bundle, world.key, {
    records: {
      t0001: (records) => records.map((record) => (record['record'] === 'observation' ? { ...record, basis: 'provider' } : record)),
    },
  });
  const all = manifest.records.observation;
  expect(await rereadAnswer(bundle, world.directory)).toMatchObject({ answer: 'note', says: expect.stringContaining(`0 of ${all}`) });
});
