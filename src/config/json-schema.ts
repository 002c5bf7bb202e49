import { z } from 'zod';
import type { Known, KnownCheck } from './config.ts';
import { grammar, services } from './grammar.ts';

/** The JSON Schema (draft 2020-12) of claimcheck.yaml, for editors: the same grammar, with all that is registered filled in. */
export function configJsonSchema(known: Pick<Known, 'sources' | 'collectors' | 'kinds' | 'checks'>): object {
  const target = choice(known.sources.map(({ key, body }) => z.strictObject({ [key]: body })));
  const checkProof = choice(known.checks.map((check) => checkProofOf(check, known)));
  const kindName = z.enum(known.kinds.map(({ id }) => id));
  const { $schema, ...schema } = z.toJSONSchema(grammar({ target, checkProof, kindName }), {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
  });
  return { $schema, $id: 'https://claimcheck.dev/schema/claimcheck.schema.json', title: 'claimcheck.yaml', ...schema };
}

function checkProofOf(check: KnownCheck, { collectors, checks }: Pick<Known, 'collectors' | 'checks'>): z.ZodType {
  const newest = !checks.some(({ id, version }) => id === check.id && version > check.version);
  const pinned = `${check.id}@${check.version}`;
  const names = z.enum(newest ? [check.id, pinned] : [pinned]);
  const seen = collectors.filter(({ kinds }) => kinds.some(({ id }) => id === check.kind.id)).flatMap((collector) => collector.services);
  const filter =
    seen.length === 0
      ? services
      : z
          .array(z.enum([...new Set(seen)].sort()))
          .min(1)
          .meta({ uniqueItems: true, description: services.description });
  const withSchema = withServices(check.schema, filter.optional()).describe('Its parameters, and which services.');
  const needed = !check.schema.safeParse({}).success;
  return z
    .strictObject({
      check: names.describe('The check, or that version of it for ever.'),
      with: needed ? withSchema : withSchema.optional(),
    })
    .describe(check.says);
}

/** A check's parameters beside the filter that every check has. */
function withServices(params: z.ZodType, filter: z.ZodType): z.ZodType {
  return params instanceof z.ZodObject ? params.safeExtend({ services: filter }) : z.looseObject({ services: filter });
}

function choice(options: readonly z.ZodType[]): z.ZodType {
  return options.length === 0 ? z.never() : z.union(options);
}
