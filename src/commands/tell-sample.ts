import { shown } from '../bundle/hostile.ts';
import type { Sample } from './draw-sample.ts';
import type { Io } from './io.ts';
import { textTable } from './text-table.ts';

/** A sample for a program, or for a person; the way in which it was drawn stands in both. */
export function tellSample(sample: Sample, json: boolean, io: Io): void {
  if (json) return io.out(`${JSON.stringify(sample, null, 2)}\n`);
  const { algorithm, seed, size, population, filters, manifest, run, withheld, chosen } = sample;
  const kept = Object.entries(filters).map(([what, value]) => `${what} ${shown(value)}`);
  io.out(
    [
      `${chosen.length} of ${population} observations${kept.length === 0 ? '' : ` (${kept.join(', ')})`} of run ${shown(run)}`,
      `manifest.json ${manifest}`,
      `seed ${shown(seed)}, size ${size}`,
      `drawn as: ${algorithm}`,
      ...(withheld === 0 ? [] : [`${withheld} facts are withheld and could not be drawn`]),
      '',
      '',
    ].join('\n'),
  );
  io.out(
    textTable([
      ['FILE:LINE', 'KIND', 'SUBJECT', 'NAME', 'KEY'],
      ...chosen.map(({ key, file, line, observation: { kind, target, subject }, name }) => [
        `${file}:${line}`,
        kind,
        `${target}/${subject}`,
        name === undefined ? 'withheld' : shown(name.id).slice(1, -1),
        key.slice(0, 16),
      ]),
    ]),
  );
}
