/** The wiring of what looks, source by source: a thread that collects waits for the clouds that it is sent to, and for no other. */
import type { Plugin } from './plugin.ts';

/** By the ids of their sources. */
const plugins: Readonly<Record<string, () => Promise<Plugin>>> = {
  aws: async () => (await import('../collectors/aws/index.ts')).aws,
  azure: async () => (await import('../collectors/azure/index.ts')).azure,
  gcp: async () => (await import('../collectors/gcp/index.ts')).gcp,
  live,
  links: live,
};

/** The sources and collectors that belong to these sources. */
export async function pluginsOf(sources: readonly string[]): Promise<Plugin> {
  const makers = new Set(sources.map(makerOf));
  const made = await Promise.all([...makers].map((make) => make()));
  return { sources: made.flatMap((plugin) => plugin.sources), collectors: made.flatMap((plugin) => plugin.collectors) };
}

/** The sources among a config's keys that are called like their key, as clouds are. */
export function knownSources(keys: readonly string[]): readonly string[] {
  return keys.filter((key) => Object.hasOwn(plugins, key));
}

async function live(): Promise<Plugin> {
  return (await import('../collectors/live/index.ts')).live;
}

function makerOf(source: string): () => Promise<Plugin> {
  const make = plugins[source];
  if (make === undefined) throw new TypeError(`no plugin has the source ${source}`);
  return make;
}
