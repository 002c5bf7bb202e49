/** `claimcheck tls` in front of one server, and what it told of it. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { z } from 'zod';
import { type At, selfSigned } from '../collectors/live/probing.ts';
import { claimcheck, inDirectory } from './claimcheck.ts';

export const modern = { ...selfSigned('rsa-2048'), minVersion: 'TLSv1.2' } as const;
const published = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(new URL('../../schema/tls-result.schema.json', import.meta.url), 'utf8')),
);
const Line = z.looseObject({
  endpoint: z.string(),
  host: z.string(),
  port: z.number(),
  address: z.string().optional(),
  unclear: z.array(z.string()),
  connections: z.number().optional(),
  protocols: z.record(z.string(), z.looseObject({ status: z.string(), because: z.string().optional() })).optional(),
  plainHttp: z.boolean().optional(),
  gradeAtBest: z.string().optional(),
  policy: z.looseObject({ answer: z.string() }).optional(),
});

/** What stands in the lines of --json, each of which has the published shape. */
export function linesOf(stdout: string) {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const value: unknown = JSON.parse(line);
      expect({ valid: published(value), errors: published.errors }).toEqual({ valid: true, errors: null });
      return Line.parse(value);
    });
}

export function scanned(server: At, args: readonly string[] = [], cwd?: string) {
  const run = (directory: string) =>
    claimcheck(['tls', `${server.host}:${server.port}`, '--rate', 'unlimited', '--timeout', '1s', ...args], { cwd: directory });
  return cwd === undefined ? inDirectory(run) : run(cwd);
}
