import { hash } from 'node:crypto';
import { readSmall } from '../bundle/hostile.ts';
import { listDocuments } from '../bundle/list.ts';
import type { Following } from '../collect/follow.ts';
import { toTask } from '../collect/plan.ts';
import { BundleError, UserError } from '../errors.ts';
import type { Manifest } from '../model.ts';
import { collectors } from '../plugins.ts';
import type { StartedRun } from './conclude.ts';
import type { choose } from './configure.ts';
import type { Io } from './io.ts';
import { openBundle, readManifest } from './open-bundle.ts';
import { readRun, type SealedRun } from './read-run.ts';

/** Somebody else's run, to be done again: their claims, documents, targets and tasks, with our ways to reach the targets. */
export interface RunAgain {
  readonly configured: ReturnType<typeof choose>;
  readonly documents: StartedRun['documents'];
  readonly following: Following;
}

/**
 * Reads what a bundle planned. Its streams are checked against its manifest; whose it is, verify says. UserError where the config here does
 * not reach its targets, or this version does not know its claims or collectors; BundleError where part of its run is withheld.
 */
export async function planOf(path: string, here: ReturnType<typeof choose>, io: Io): Promise<RunAgain> {
  await using bundle = await openBundle(path, io);
  const manifest = await readManifest(bundle.directory);
  const sealed = await readRun(bundle.directory, manifest.streams);
  const [unknown] = [...(sealed.unknown ?? [])];
  if (unknown !== undefined) throw new UserError('config-wrong', `claim ${sealed.claims[unknown[0]]?.claim.id} of ${path}: ${unknown[1]}`);
  const names = [...new Set(sealed.targets.map(({ config }) => config))];
  const targets = names.map((name) => reached(name, sealed, here, path));
  const { page: _page, ...config } = here.config;
  const { page } = sealed.run;
  return {
    configured: {
      ...here,
      config: { ...config, ...(page === undefined ? {} : { page }), targets },
      claims: sealed.claims,
      subset: sealed.run.subset,
    },
    documents: await documentsOf(bundle.directory, manifest, sealed),
    following: { targets: sealed.targets, tasks: sealed.tasks.map(again) },
  };
}

function reached(
  name: string,
  { targets }: SealedRun,
  { config }: ReturnType<typeof choose>,
  path: string,
): (typeof config.targets)[number] {
  const own = config.targets.find((target) => target.name === name);
  const source = targets.find((target) => target.config === name)?.source;
  if (own !== undefined && own.source === source) return own;
  throw new UserError(
    'config-wrong',
    `${path} looked at the target "${name}" (${source}); your config has ${own === undefined ? 'none of that name' : `another sort of target (${own.source}) there`}: write under targets how you reach it`,
  );
}

/** As the collector of this version does it. */
function again({ target, collector: id, region }: SealedRun['tasks'][number]): SealedRun['tasks'][number] {
  const collector = collectors.find((one) => one.id === id);
  if (collector === undefined) throw new UserError('config-wrong', `this claimcheck has no collector ${id}, which the bundle used`);
  return toTask(collector, target, region);
}

async function documentsOf(directory: string, manifest: Manifest, { documents }: SealedRun): Promise<StartedRun['documents']> {
  const files = await listDocuments(directory, manifest);
  const largest = Math.max(0, ...documents.map(({ bytes }) => bytes));
  const contents = new Map<string, Buffer>();
  for (const file of files) {
    const bytes = await readSmall(directory, file, largest);
    contents.set(hash('sha256', bytes, 'hex'), bytes);
  }
  return documents.map(({ file, sha256 }) => {
    const bytes = contents.get(sha256);
    if (bytes === undefined) throw new BundleError('missing-file', `no document of the bundle has the content of ${file}`);
    return { file, bytes };
  });
}
