import { UserError } from '../errors.ts';
import { type Drawing, drawSample } from './draw-sample.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { openBundle } from './open-bundle.ts';
import { tellSample } from './tell-sample.ts';

export interface SampleOptions extends Omit<Drawing, 'size'> {
  readonly size: string;
  readonly json?: boolean;
}

const LARGEST = 100_000;

/** `claimcheck sample`: a choice that neither side can steer, and that anybody can draw again from the same bundle and seed. */
export async function sample(path: string, options: SampleOptions, io: Io): Promise<Exit> {
  const size = Number(options.size);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST)
    throw new UserError('usage', `--size ${options.size}: expected a whole number from 1 to ${LARGEST}`);
  if (options.seed === '') throw new UserError('usage', '--seed is empty: take something that neither side could have chosen');
  await using bundle = await openBundle(path, io);
  const drawn = await drawSample(bundle.directory, { ...options, size });
  tellSample(drawn, options.json === true, io);
  return EXIT.fine;
}
