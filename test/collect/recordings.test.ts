/** Every recorded scan in fixtures/recordings/scans/, through the collectors and SDKs that are here: docs/recording.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/collect/clock.ts';
import { Recording, replayRecording } from '../../src/collect/recording.ts';
import { collectors, sources } from '../../src/plugins.ts';

const folder = new URL('../../fixtures/recordings/scans/', import.meta.url);

test.each(readdirSync(folder))('%s: every collector sees what it saw, asks for nothing else, and leaves nothing out', async (file) => {
  const recording = Recording.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
  const replayed = await replayRecording(recording, { sources, collectors }, systemClock);
  expect(replayed).toEqual(recording.tasks.map(({ collector, region, sees }) => ({ collector, region, sees, unrecorded: [], unused: [] })));
});
