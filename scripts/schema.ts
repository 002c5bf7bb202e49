/** Writes schema/claimcheck.schema.json: `node scripts/schema.ts`. */
import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '../src/config/json-schema.ts';
import { checks, collectors, kinds, sources } from '../src/plugins.ts';

/** The published file, as it should be now. */
export function schemaText(): string {
  return `${JSON.stringify(configJsonSchema({ sources, collectors, kinds, checks }), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(new URL('../schema/claimcheck.schema.json', import.meta.url), schemaText());
