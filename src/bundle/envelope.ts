/** What we sign beside bundles: an envelope around an in-toto Statement v1 whose predicate is the thing itself. */
import { z } from 'zod';
import { BundleError } from '../errors.ts';
import { checkSignature, publicKeyIn } from './dsse.ts';
import { shown } from './hostile.ts';
import { PAYLOAD_TYPE, parseEnvelope, parseStatement, type SealingKey, STATEMENT_TYPE, signStatement } from './sigstore.ts';

/** A statement about the thing with that digest. */
export interface Statement<Predicate extends object> {
  readonly subject: { readonly name: string; readonly sha256: string };
  readonly predicateType: string;
  readonly predicate: Predicate;
}

/** The envelope's bytes. UserError key-wrong: the key answered with a signature that is not its own. */
export async function sealStatement({ subject, predicateType, predicate }: Statement<object>, key: SealingKey): Promise<Buffer> {
  const about = [{ name: subject.name, digest: { sha256: subject.sha256 } }];
  const { bytes } = await signStatement({ _type: STATEMENT_TYPE, subject: about, predicateType, predicate }, key);
  return bytes;
}

/** What was sealed, once the signature is known to be of that key. BundleError signer, signature, not-json, wrong-shape. */
export function openStatement<Predicate extends object>(
  file: string,
  bytes: Buffer,
  key: { readonly pem: string; readonly keyid: string },
  expected: { readonly predicateType: string; readonly predicate: z.ZodType<Predicate> },
): Statement<Predicate> {
  const envelope = parseEnvelope(file, bytes);
  const { keyid, payload, signature } = envelope;
  const publicKey = publicKeyIn(key.pem);
  if (publicKey === undefined || keyid !== key.keyid)
    throw new BundleError('signer', `${file} is signed with the key ${shown(keyid)}, not with ${shown(key.keyid)}`);
  checkSignature(file, publicKey, PAYLOAD_TYPE, payload, signature);
  const shape = z.strictObject({
    _type: z.literal(STATEMENT_TYPE),
    subject: z.tuple([z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) })]),
    predicateType: z.literal(expected.predicateType),
    predicate: expected.predicate,
  });
  const { subject, predicateType, predicate } = parseStatement(file, envelope, shape);
  const [{ name, digest }] = subject;
  return { subject: { name, sha256: digest.sha256 }, predicateType, predicate };
}
