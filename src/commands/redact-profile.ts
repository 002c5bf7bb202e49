/** What a redaction leaves out: a profile, made into one answer for each stream. */
import type { Profile } from '../bundle/redact.ts';
import { UserError } from '../errors.ts';
import type { ManifestStream, Target } from '../model.ts';
import type { StreamSort } from './profile-file.ts';

export function sortOf(name: string): StreamSort {
  if (name === 'run' || name === 'run.replies') return name;
  const [, sort] = name.split('.');
  return sort === 'names' || sort === 'replies' ? sort : 'facts';
}

/** Facts stay, under pseudonyms; what identifies anybody or anything, raw replies and the run's own lines go. `named`: targets whose names stay. */
export function publicProfile(named: ReadonlySet<string>): Profile {
  return {
    keep: ({ name }) => {
      const sort = sortOf(name);
      if (sort === 'facts') return 'all';
      if (sort !== 'names' || named.size === 0) return 'none';
      return (line) => named.has(line.text('target'));
    },
  };
}

/** Enough to judge every claim again, by name: only the providers' raw replies go, which hold more than was asked about. */
export const auditorProfile: Profile = { keep: ({ name }) => (name.endsWith('replies') ? 'none' : 'all') };

/** The pseudonyms of targets that are named by their entry in the config, or by pseudonym. `targets`: those of run.jsonl, as far as it is shown. */
export function targetsNamed(
  names: readonly string[],
  targets: readonly Target[],
  streams: readonly ManifestStream[],
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of names) {
    const own = targets.filter(({ target, config }) => target === name || config === name).map(({ target }) => target);
    if (own.length === 0 && streams.some((stream) => stream.name === name && sortOf(name) === 'facts')) own.push(name);
    if (own.length === 0) {
      const known = [...new Set(targets.map(({ config }) => config))].join(', ');
      const why = known === '' ? 'run.jsonl, which has their names, is withheld: use a pseudonym like t0001' : `there are: ${known}`;
      throw new UserError('usage', `${name} is no target of this bundle; ${why}`);
    }
    for (const target of own) found.add(target);
  }
  return found;
}
