import { CannotObserve } from '../errors.ts';
import { EVERY } from '../model.ts';
import type { Environment, Resolved, Source } from '../plugin.ts';
import type { ConfigTarget } from './plan.ts';
import type { KeptReply } from './reply.ts';
import type { Wire } from './wire.ts';

/** A config target with the accounts it stands for, and the replies that told so. */
export interface Found {
  readonly config: ConfigTarget;
  readonly source: Source;
  readonly resolved: readonly Resolved<object>[];
}

/** Finds out what every config target stands for. A target that cannot be resolved becomes one that has a gap, never an error. */
export async function resolveTargets(
  configs: readonly ConfigTarget[],
  sources: readonly Source[],
  { wire, env, base, keep }: { wire: Wire; env: Environment; base: string; keep: (reply: KeptReply) => string },
): Promise<readonly Found[]> {
  return Promise.all(configs.map(resolveOne));

  async function resolveOne(config: ConfigTarget): Promise<Found> {
    const source = sources.find(({ id }) => id === config.source);
    if (source === undefined) throw new TypeError(`no source ${config.source}`);
    const caller = {
      key: config.name,
      meaning: source.meaning,
      allowance: source.allowance,
      numbers: { calls: 0, retries: 0 },
      keep,
    };
    try {
      const resolved = await source.resolve(config.body, {
        tap: wire.tap,
        env,
        base,
        call: async (name, input, ask, shape) => {
          const { value, replies } = await wire.call(caller, name, input, ask);
          const parsed = shape.safeParse(value);
          if (!parsed.success)
            throw new CannotObserve('malformed', `${name} has an unknown shape`, {
              call: name,
              code: 'UnknownShape',
              replies,
              cause: parsed.error,
            });
          return { data: parsed.data, replies };
        },
      });
      return { config, source, resolved };
    } catch (error) {
      return {
        config,
        source,
        resolved: [{ name: config.name, regions: [EVERY], exclusions: [], gap: error, open: () => Object.freeze({}), close: () => {} }],
      };
    }
  }
}
