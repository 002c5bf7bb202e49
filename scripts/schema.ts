/** Writes schema/claimcheck.schema.json: `node scripts/schema.ts`. */
import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '../src/config/json-schema.ts';
import { checks, collectors, kinds, sources } from '../src/plugins.ts';

const WIDTH = 140;

/** The published file, as it should be now: laid out as the formatter lays out JSON, with lists of names on one line where they fit. */
export function schemaText(): string {
  const text = JSON.stringify(configJsonSchema({ sources, collectors, kinds, checks }), null, 2);
  const joined = text.replace(/^(.*)\[\n([^[\]{}]*?)\n\s*\](,?)$/gm, (whole: string, start: string, items: string, end: string) => {
    const line = `${start}[${items.trim().replace(/,\n\s*/g, ', ')}]${end}`;
    return line.length <= WIDTH ? line : whole;
  });
  return `${joined}\n`;
}

if (import.meta.main) writeFileSync(new URL('../schema/claimcheck.schema.json', import.meta.url), schemaText());
