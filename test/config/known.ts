import { z } from 'zod';
import type { Known, KnownCheck } from '../../src/config/config.ts';
import type { Kind } from '../../src/model.ts';
import type { Collector, Source } from '../../src/plugin.ts';

export const TODAY = '2026-07-01';

const encryption = kind('encryption-at-rest', ['encrypted', 'keyManager']);
const byDefault = kind('encryption-default', ['enabled']);
const endpoint = kind('tls-endpoint', ['protocols']);
const backup = kind('backup', ['kept']);

const account = z.strictObject({
  role: z.string().regex(/^arn:/, 'expected the ARN of a role'),
  externalId: z.string().optional(),
});

/** Two sources, four kinds and five checks, small enough to be read at once; "cloud" is reached by the key "aws". */
export const known: Known = {
  sources: [
    source(
      'cloud',
      'aws',
      z.strictObject({
        accounts: z.array(account).min(1).optional(),
        regions: z.union([z.literal('all'), z.strictObject({ only: z.array(z.string()).min(1), because: z.string() })]),
      }),
    ),
    source('live', 'endpoints', z.array(z.string().regex(/:\d+$/, 'expected host:port')).min(1)),
  ],
  collectors: [
    collector('aws.volumes', 'cloud', [encryption], ['ebs']),
    collector('aws.snapshots', 'cloud', [encryption], ['ebs-snapshot']),
    collector('aws.defaults', 'cloud', [byDefault], ['ebs']),
    collector('live.tls', 'live', [endpoint], ['tls']),
  ],
  kinds: [encryption, byDefault, endpoint, backup],
  checks: [
    check('encrypted-at-rest', 1, encryption, z.strictObject({})),
    check('encrypted-at-rest', 2, encryption, z.strictObject({})),
    check('encrypted-by-default', 1, byDefault, z.strictObject({})),
    check('tls-minimum-version', 1, endpoint, z.strictObject({ atLeast: z.enum(['TLSv1.2', 'TLSv1.3']) })),
    check('backups-kept', 1, backup, z.strictObject({ atLeast: z.string().regex(/^\d+d$/, 'expected days: "35d"') })),
  ],
  expression: (text, variable) => (text.startsWith(`${variable}.`) ? undefined : 'cannot be read'),
};

function kind(id: string, fields: readonly string[]): Kind {
  return { id, means: `Tests of ${id}.`, parse: (raw) => raw, references: [], fields };
}

function source(id: string, key: string, body: z.ZodType): Source {
  return { id, key, body, calls: {}, makes: notAsked, outline: notAsked, allowance: notAsked, meaning: notAsked, resolve: notAsked };
}

function collector(id: string, from: string, kinds: readonly Kind[], services: readonly string[]): Collector {
  return { id, version: 1, source: from, per: 'region', kinds, services, calls: {}, collect: notAsked };
}

function notAsked(): never {
  throw new Error('a config is read without asking sources or collectors for anything');
}

function check(id: string, version: number, of: Kind, schema: z.ZodType): KnownCheck {
  return {
    id,
    version,
    says: `Tests say ${id}.`,
    kind: of,
    mode: 'each',
    schema,
    bind: (raw) => {
      schema.parse(raw);
      return { reads: of.fields, judge: () => ({ is: 'holds' }) };
    },
    controls: [],
    fix: 'Mend it.',
  };
}
