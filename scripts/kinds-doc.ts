/** Writes docs/kinds.md from the kinds themselves: `node scripts/kinds-doc.ts`. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { kinds } from '../src/kinds/index.ts';

const INTRO = `# Kinds

A kind is the shape of one sort of observation, and the only contract between collectors, which fill it in, and checks, which
read it. It is the same for every cloud. Three rules hold for all of them:

- **A field that was not read is absent.** Nothing is ever filled in with a default; each field says what its absence means where
  that is not simply "not read".
- **Nothing in it identifies anybody or anything.** Other things are pointed at by a pseudonym (*reference* below); what belongs to
  the pseudonym stands in another stream. Free text is a *constant*: a provider's or a standard's own word, never a customer's.
- **Fields are only ever added.** A change that alters a meaning is a new kind, or a decision note.

Units stand in the names: \`…Days\` are days, \`…At\` and \`…Since\` are instants in UTC (RFC 3339), \`…On\` are days (YYYY-MM-DD).
A field marked *required* is always there. This page is written by \`node scripts/kinds-doc.ts\` out of \`src/kinds/\`.
`;

const CLOUDS = new Map([
  ['aws', 'AWS'],
  ['azure', 'Azure'],
  ['gcp', 'Google Cloud'],
  ['live', 'A live endpoint'],
  ['documents', 'A document'],
]);

const Leaf = z.object({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  description: z.string().optional(),
  required: z.array(z.string()).default([]),
  properties: z.record(z.string(), z.unknown()).default({}),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).default([]),
});

/** The published page, as it should be now. */
export function kindsDoc(): string {
  const contents = kinds.map(({ id, means }) => `| [${id}](#${id}) | ${means} |`);
  const sections = kinds.map((kind) => {
    const examples = Object.entries(kind.examples).map(([cloud, data]) => {
      return `${CLOUDS.get(cloud) ?? cloud}:\n\n\`\`\`json\n${JSON.stringify(data, null, 2)}\n\`\`\`\n`;
    });
    const table = ['| field | is | means |', '|---|---|---|', ...rows(z.toJSONSchema(kind.data), '')];
    return [`## ${kind.id}`, '', kind.means, '', ...table, '', ...examples].join('\n');
  });
  return [INTRO, '| kind | says |', '|---|---|', ...contents, '', ...sections].join('\n');
}

/** A row for each field, and under it rows for the fields within. */
function rows(schema: unknown, prefix: string): string[] {
  const { properties, required } = Leaf.parse(schema);
  return Object.entries(properties).flatMap(([name, property]) => {
    const leaf = Leaf.parse(property);
    const list = leaf.type === 'array';
    const path = `${prefix}${name}${list ? '[]' : ''}`;
    const sort = `${sortOf(leaf)}${required.includes(name) ? ', required' : ''}`;
    return [`| \`${path}\` | ${cell(sort)} | ${cell(leaf.description ?? '')} |`, ...rows(list ? leaf.items : property, `${path}.`)];
  });
}

function sortOf(leaf: z.infer<typeof Leaf>): string {
  if (leaf.type === 'array') return `list of: ${sortOf(Leaf.parse(leaf.items))}`;
  if (leaf.anyOf.length > 0) return leaf.anyOf.map((one) => sortOf(Leaf.parse(one))).join(' or ');
  if (leaf.enum !== undefined) return leaf.enum.map((word) => `\`${String(word)}\``).join(' ');
  if (leaf.const !== undefined) return `\`${String(leaf.const)}\``;
  if (leaf.format === 'date-time') return 'instant';
  if (leaf.format === 'date') return 'day';
  if (leaf.pattern?.startsWith('^(s')) return 'reference';
  if (leaf.pattern === '^[A-Z]{2}$') return 'two letters';
  return leaf.type === 'string' ? 'constant' : (leaf.type ?? 'anything');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

if (import.meta.main) writeFileSync(new URL('../docs/kinds.md', import.meta.url), kindsDoc());
