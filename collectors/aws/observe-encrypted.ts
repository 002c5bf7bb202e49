import { encryptionAtRest, type Look, type Seen, type Subject } from 'claimcheck/plugin';
import type { z } from 'zod';
import { KEY_FIELDS, type KeyFacts, type keysOf } from './keys.ts';
import type { AwsSession } from './session.ts';

/** One thing of a listing that is encrypted, or not, under a KMS key. */
export interface Encryptable {
  readonly subject: Subject;
  readonly encrypted: boolean | undefined;
  /** An ARN, a key id or an alias, as the listing has it. */
  readonly key: string | undefined;
  /** What else is known of its encryption, and the reply that it was read from beside the page. */
  readonly also?: Omit<z.infer<typeof encryptionAtRest.data>, 'encrypted' | 'key' | 'keyOrigin'>;
  readonly from?: Seen<unknown>;
  /** The service encrypts it so, and nobody can switch that off. */
  readonly basis?: 'provider';
}

const UNENCRYPTED = { encrypted: false };

/**
 * Observes the things of one page. Their keys are described first, so that nothing waits in between; a key that cannot be
 * described leaves a gap about its manager and origin at each of its things, and their encryption is observed all the same.
 */
export async function observeEncrypted(
  look: Look<AwsSession>,
  page: Seen<unknown>,
  things: readonly Encryptable[],
  keys: ReturnType<typeof keysOf>,
): Promise<void> {
  await keys.learn(things.map(({ encrypted, key }) => (encrypted === false ? undefined : key)));
  for (const { subject, encrypted, key, also, from, basis } of things) {
    const facts = key === undefined || encrypted === false ? undefined : keys.of(key);
    look.observe(
      encryptionAtRest,
      subject,
      dataOf(encrypted, also, facts),
      from === undefined ? [page, facts?.reply] : [page, from, facts?.reply],
      basis,
    );
    if (facts?.failed === undefined) continue;
    const { failed, data } = facts;
    const fields = data.key === undefined ? ['key', ...KEY_FIELDS] : KEY_FIELDS;
    await look.attempt({ kinds: [encryptionAtRest], services: [subject.service], subject, fields }, () => Promise.reject(failed));
  }
}

function dataOf(
  encrypted: boolean | undefined,
  also: Encryptable['also'],
  facts: KeyFacts | undefined,
): z.infer<typeof encryptionAtRest.data> {
  if (also === undefined && encrypted === false) return UNENCRYPTED;
  if (also === undefined && encrypted === true && facts !== undefined) return facts.encrypted;
  return { ...(encrypted === undefined ? {} : { encrypted }), ...also, ...facts?.data };
}
