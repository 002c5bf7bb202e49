/** Writes the published schemas, schema/*.json: `node scripts/schema.ts`. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { tlsLine } from '../collectors/live/report/tls-report.ts';
import { manifestShape } from '../src/bundle/manifest.ts';
import { runRecord } from '../src/bundle/parse-run.ts';
import { configJsonSchema } from '../src/config/json-schema.ts';
import { checks, collectors, kinds, sources } from '../src/plugins.ts';

const WIDTH = 140;

/** The published files, as they should be now. */
export const schemas: readonly { readonly file: string; readonly text: () => string }[] = [
  { file: 'claimcheck.schema.json', text: () => laidOut(configJsonSchema({ sources, collectors, kinds, checks })) },
  { file: 'tls-result.schema.json', text: () => laidOut(tlsResultSchema()) },
  { file: 'bundle-manifest.schema.json', text: () => laidOut(bundleSchema('bundle-manifest', 'manifest.json of a bundle', manifestShape)) },
  { file: 'bundle-run.schema.json', text: () => laidOut(bundleSchema('bundle-run', 'A line of run.jsonl, without its salt', runRecord)) },
];

function tlsResultSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(tlsLine, { target: 'draft-2020-12' });
  return { $schema, $id: 'https://claimcheck.dev/schema/tls-result.schema.json', title: 'A line of claimcheck tls --json', ...schema };
}

/** Shapes only: what has to agree stands in docs/bundle-format.md. */
function bundleSchema(name: string, title: string, shape: z.ZodType): object {
  const { $schema, ...schema } = z.toJSONSchema(shape, { target: 'draft-2020-12' });
  return { $schema, $id: `https://claimcheck.dev/schema/${name}.schema.json`, title, ...schema };
}

/** As the formatter lays out JSON, with lists of names on one line where they fit. */
function laidOut(schema: object): string {
  const text = JSON.stringify(schema, null, 2);
  const joined = text.replace(/^(.*)\[\n([^[\]{}]*?)\n\s*\](,?)$/gm, (whole: string, start: string, items: string, end: string) => {
    const line = `${start}[${items.trim().replace(/,\n\s*/g, ', ')}]${end}`;
    return line.length <= WIDTH ? line : whole;
  });
  return `${joined}\n`;
}

if (import.meta.main) for (const { file, text } of schemas) writeFileSync(new URL(`../schema/${file}`, import.meta.url), text());
