import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { UserError } from '../../src/errors.ts';
import type { Claim, Exception, Proof } from '../../src/model.ts';
import fc from '../property.ts';
import { fullText, pageOfFull } from './full.ts';
import { known, TODAY } from './known.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((value) => /\S/.test(value));
const slug = fc.stringMatching(/^[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}$/);
const day = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2027-07-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const services = fc.uniqueArray(fc.constantFrom('ebs', 'ebs-snapshot'), { minLength: 1 });
const checkProof = fc
  .tuple(fc.record({ services }, { requiredKeys: [] }), fc.constantFrom(1, 2))
  .map(([chosen, version]): Proof => ({ check: 'encrypted-at-rest', version, ...chosen, with: {} }));
const paramProof = fc.constantFrom('1d', '35d').map((atLeast): Proof => ({ check: 'backups-kept', version: 1, with: { atLeast } }));
const expectProof = fc
  .tuple(fc.record({ services }, { requiredKeys: [] }), text)
  .map(([chosen, rest]): Proof => ({ kind: 'encryption-at-rest', ...chosen, expect: `data.${rest}` }));
const documentProof = fc.record(
  { document: text, issuer: text, subject: text, validUntil: day, inherited: text },
  { requiredKeys: ['document', 'validUntil'] },
);
const simpleProof = fc.oneof(checkProof, paramProof, expectProof, documentProof);
const anyOf = fc.array(simpleProof, { minLength: 1, maxLength: 3 }).map((branches): Proof => ({ anyOf: branches }));
const proofs = fc.oneof(
  fc.array(fc.oneof(simpleProof, anyOf), { minLength: 1, maxLength: 3 }).map((proof) => ({ proof })),
  text.map((because) => ({ proof: [], because })),
);
const exception: fc.Arbitrary<Exception> = fc.record(
  { subject: text, reason: text, owner: text, approvedBy: text, expires: day, disclosed: text },
  { requiredKeys: ['subject', 'reason', 'owner', 'approvedBy', 'expires'] },
);
const claim: fc.Arbitrary<Claim> = fc
  .record(
    {
      record: fc.constant('claim' as const),
      id: slug,
      quote: text,
      private: fc.boolean(),
      scope: fc.record({ where: text.map((rest) => `subject.${rest}`) }, { requiredKeys: [] }),
      controls: fc.uniqueArray(
        slug.map((id) => `soc2:${id}`),
        { maxLength: 3 },
      ),
      maxAge: fc.integer({ min: 1, max: 999_999 }).map((minutes) => minutes * 60),
      exceptions: fc.array(exception, { maxLength: 2 }),
    },
    { requiredKeys: ['record', 'id', 'quote', 'private', 'scope', 'controls', 'exceptions'] },
  )
  .chain((rest) => proofs.map((shown) => ({ ...rest, ...shown })));
const claims = fc.uniqueArray(claim, { selector: ({ id }) => id, minLength: 1, maxLength: 4 });
const style = fc.record({
  collectionStyle: fc.constantFrom('block' as const, 'flow' as const, 'any' as const),
  defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
  lineWidth: fc.constantFrom(0, 40),
});

test('claims that are written down come out as they were, in whatever style of YAML', () => {
  fc.assert(
    fc.property(claims, style, (written, options) => {
      const yaml = stringify({ version: 1, claims: written.map(asWritten) }, options);
      expect(parseConfig(yaml, 'c.yaml', known, () => undefined, TODAY).claims).toEqual(written);
    }),
    { numRuns: 150 },
  );
});

test('a file with bytes changed is read or refused, never anything else; what is read also fits the JSON Schema', () => {
  const fits = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { date: true, uri: true } }).compile(configJsonSchema(known));
  const edit = fc.record({
    at: fc.nat({ max: fullText.length }),
    remove: fc.nat({ max: 12 }),
    insert: fc.oneof(
      fc.constantFrom('', ' ', '\n', '  ', ': ', '- ', '{', '}', '[', ']', '"', "'", '&a ', '*a', '!t ', '|', '#', '\t', '%'),
      fc.string({ maxLength: 3 }),
    ),
  });
  let read = 0;
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const changed = edits.reduce((now, { at, remove, insert }) => now.slice(0, at) + insert + now.slice(at + remove), fullText);
      try {
        parseConfig(changed, 'configs/c.yaml', known, () => pageOfFull, TODAY);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        return;
      }
      read += 1;
      expect(fits(parse(changed)), JSON.stringify(fits.errors)).toBe(true);
    }),
    { numRuns: 400 },
  );

  expect(read).toBeGreaterThan(0);
});

/** The inverse of the normal form. */
function asWritten({ record: _, private: isPrivate, proof, maxAge, ...rest }: Claim): object {
  return {
    ...rest,
    ...(isPrivate ? { private: true } : {}),
    proof: proof.length === 0 ? 'none' : proof.map(proofAsWritten),
    ...(maxAge === undefined ? {} : { maxAge: `${maxAge / 60}m` }),
    ...(rest.controls.length === 0 ? { controls: undefined } : {}),
  };
}

function proofAsWritten(proof: Proof): object {
  if ('anyOf' in proof) return { anyOf: proof.anyOf.map(proofAsWritten) };
  if ('document' in proof) return proof;
  const chosen = proof.services === undefined ? {} : { services: proof.services };
  if ('expect' in proof) return { kind: proof.kind, expect: proof.expect, with: chosen };
  return { check: `${proof.check}@${proof.version}`, with: { ...proof.with, ...chosen } };
}
