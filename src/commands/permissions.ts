import { collectorsFor } from '../collect/plan.ts';
import { UserError } from '../errors.ts';
import { collectors, sources } from '../plugins.ts';
import { configure } from './configure.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { needsOf } from './needs.ts';

/** `claimcheck permissions`: the least policy for exactly the config's claims. */
export function permissions({ config: path, format }: { readonly config: string; readonly format: string }, io: Io): Exit {
  if (format === 'azure-role' || format === 'gcp-role')
    throw new UserError('usage', `--format ${format} is not available yet; aws-policy is`);
  if (format !== 'aws-policy') throw new UserError('usage', `--format ${format} is not known; aws-policy is`);
  const { config, claims } = configure(path, io);
  const needs = needsOf(claims);
  const actions = config.targets
    .filter(({ source }) => source === 'aws')
    .flatMap((target) => {
      const chosen = collectorsFor(target, collectors, needs);
      const source = sources.find(({ id }) => id === target.source);
      if (chosen.length === 0 || source === undefined) return [];
      return [
        ...chosen.flatMap(({ calls }) => Object.values(calls).flat()),
        ...source.makes(target.body).flatMap((call) => source.calls[call] ?? []),
      ];
    });
  // AssumeRole is granted to whoever asks, on that one role; this policy is for the role.
  const least = [...new Set(actions)].filter((action) => action !== 'sts:AssumeRole').sort();
  if (least.length === 0) throw new UserError('usage', `${path}: no claim needs anything of AWS`);
  io.out(
    `${JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'ClaimcheckReadOnly', Effect: 'Allow', Action: least, Resource: '*' }] }, null, 2)}\n`,
  );
  return EXIT.fine;
}
