import type { Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { AwsSession } from './session.ts';
import { keySubject } from './subjects.ts';

/** What KMS calls the origin of key material. One that is not in here is left unseen. */
export const ORIGINS: Readonly<Record<string, 'key-service' | 'imported' | 'external-store' | 'hsm-cluster'>> = {
  AWS_KMS: 'key-service',
  EXTERNAL: 'imported',
  EXTERNAL_KEY_STORE: 'external-store',
  AWS_CLOUDHSM: 'hsm-cluster',
};

/** Who manages a key, in KMS's words and in ours. */
export const MANAGERS = { AWS: 'provider', CUSTOMER: 'customer' } as const;

const DescribedKey = z.object({
  KeyMetadata: z.object({ Arn: z.string().startsWith('arn:').optional(), KeyManager: z.enum(['AWS', 'CUSTOMER']), Origin: z.string() }),
});

/** What a key adds to an observation of the thing that it encrypts. */
export interface KeyFacts {
  readonly data: {
    /** Absent: an alias, of which nobody told whose it is. */
    readonly key?: string;
    readonly keyManager?: 'provider' | 'customer';
    readonly keyOrigin?: 'key-service' | 'imported' | 'external-store' | 'hsm-cluster';
  };
  /** The data of whatever is encrypted under it, where there is no more to say of that: one object for all. */
  readonly encrypted: KeyFacts['data'] & { readonly encrypted: true };
  readonly reply: Seen<unknown> | undefined;
  /** Why its manager and origin are not known. */
  readonly failed?: unknown;
}

/** The fields that are a gap where a key cannot be described. */
export const KEY_FIELDS = ['keyManager', 'keyOrigin'] as const;

/**
 * The keys met in one look, each described once, whatever the answer, in the region that its ARN names. A key of another account is told where its policy
 * lets us look; else, as with every key that cannot be described, its manager and origin are not known.
 */
export function keysOf(look: Look<AwsSession>): {
  readonly learn: (ids: readonly (string | undefined)[]) => Promise<void>;
  readonly of: (id: string) => KeyFacts | undefined;
} {
  const asked = new Map<string, Promise<void>>();
  const known = new Map<string, KeyFacts>();
  return { learn, of: (id) => known.get(id) };

  async function learn(ids: readonly (string | undefined)[]): Promise<void> {
    const waiting = new Set<Promise<void>>();
    for (const id of ids) if (id !== undefined && !known.has(id)) waiting.add(asked.get(id) ?? ask(id));
    if (waiting.size > 0) await Promise.all(waiting);
  }

  /** An id is cut out of its page, and would hold the whole page for as long as it is known: so it is copied. */
  function ask(cut: string): Promise<void> {
    const id = structuredClone(cut);
    const told = describe(id);
    asked.set(id, told);
    return told;
  }

  async function describe(id: string): Promise<void> {
    const facts = await factsOf(id);
    known.set(id, { ...facts, encrypted: { encrypted: true, ...facts.data } });
  }

  /** Aliases under "alias/aws/" are the provider's own by rule, and their keys may not exist before their first use. */
  async function factsOf(id: string): Promise<Omit<KeyFacts, 'encrypted'>> {
    if (/(^|:)alias\/aws\//.test(id)) return { data: { key: look.refer(keySubject(look, id)), keyManager: 'provider' }, reply: undefined };
    try {
      const kms = await look.session.client('kms', regionOf(id));
      const reply = await look.call('kms:DescribeKey', { KeyId: id }, (input) => kms.describeKey(input), DescribedKey);
      const { Arn, KeyManager, Origin } = reply.data.KeyMetadata;
      const keyOrigin = ORIGINS[Origin];
      return {
        data: {
          key: look.refer(keySubject(look, Arn ?? id)),
          keyManager: MANAGERS[KeyManager],
          ...(keyOrigin === undefined ? {} : { keyOrigin }),
        },
        reply,
      };
    } catch (failed) {
      return { data: isAlias(id) ? {} : { key: look.refer(keySubject(look, id)) }, reply: undefined, failed };
    }
  }
}

function isAlias(id: string): boolean {
  return /(^|:)alias\//.test(id);
}

/** The region in a key's ARN; KMS answers for a key in no other. */
function regionOf(id: string): string | undefined {
  return /^arn:[^:]+:kms:([a-z0-9-]+):/.exec(id)?.[1];
}
