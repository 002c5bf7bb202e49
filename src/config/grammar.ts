import { z } from 'zod';
import { DURATION } from './duration.ts';

/** The parts of the grammar that depend on what is registered. */
export interface Slots<Target extends z.ZodType, CheckProof extends z.ZodType, KindName extends z.ZodType> {
  /** One entry of `targets`. */
  readonly target: Target;
  /** A proof that names a check. */
  readonly checkProof: CheckProof;
  readonly kindName: KindName;
}

const text = z.string().regex(/\S/, 'expected text that is not empty');
const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lowercase letters and digits, with single hyphens between them: "prod-aws"')
  .max(100);
const day = z.iso.date({ error: 'expected a day that exists, as YYYY-MM-DD' });
const url = z.url({ protocol: /^https?$/, error: 'expected an http or https URL' });

const duration = z.string().regex(DURATION, 'expected a whole number of seconds, minutes, hours or days: "90s", "30m", "24h", "7d"');
const control = z.string().regex(/^[a-z0-9][a-z0-9.-]*:\S+$/, 'expected a framework and an id: "soc2:CC6.1"');

/** Published slugs of what is looked at; the same filter in the plan and in the judgement. */
export const services = distinct(text).describe('Only these services, by their published names. Left out: every service of the kind.');

/** What `parseConfig` reads with: bodies, parameters and names are looked up afterwards, each at its own place. */
export const looseSlots = {
  target: z.record(z.string(), z.unknown()),
  checkProof: z.strictObject({ check: text, with: z.looseObject({ services: services.optional() }).optional() }),
  kindName: text,
} satisfies Slots<z.ZodType, z.ZodType, z.ZodType>;

/** The whole of claimcheck.yaml. Descriptions are what an editor shows. */
export function grammar<Target extends z.ZodType, CheckProof extends z.ZodType, KindName extends z.ZodType>(
  slots: Slots<Target, CheckProof, KindName>,
) {
  const documentProof = z
    .strictObject({
      document: text.describe('The file, relative to this one.'),
      issuer: text.optional().describe('Who issued it.'),
      subject: text.optional().describe('What or whom it is about.'),
      validFrom: day.optional().describe('The first day on which it holds.'),
      validUntil: day.describe('The last day on which it holds; after it the claim is lapsed.'),
      inherited: text.optional().describe('The provider whose document this is, where it is not your own.'),
    })
    .describe('A document: the claim is attested while it is valid.');
  const expectProof = z
    .strictObject({
      kind: slots.kindName.describe('The kind of observation that is looked at.'),
      expect: text.describe('CEL over `data`: what must be true of every observation.'),
      with: z.strictObject({ services: services.optional() }).optional().describe('Which services.'),
    })
    .describe('An own check.');
  const simpleProofs = [slots.checkProof, expectProof, documentProof] as const;
  const anyOf = z
    .strictObject({ anyOf: z.array(z.union(simpleProofs)).min(1).describe('Checks and documents; `anyOf` cannot stand inside.') })
    .describe('One of them is enough, target by target.');

  const exception = z
    .strictObject({
      subject: text.describe("The subject's full id; `*` stands for any run of characters."),
      reason: text.describe('Why it may differ.'),
      owner: text.describe('Who has to mend it.'),
      approvedBy: text.describe('Who accepted it.'),
      expires: day.describe('The last day on which it holds, at most a year ahead. After it, it no longer covers anything.'),
      disclosed: text.optional().describe('The sentence of the page that admits it.'),
    })
    .describe('A contradiction that is known and accepted; it is counted and shown, never hidden.');

  const claim = z.strictObject({
    id: slug.describe('A short name, unique in this file.'),
    quote: text.describe('The sentence, as the page has it; line breaks and runs of blanks do not count.'),
    private: z.boolean().optional().describe('Keeps the sentence and the id out of the public manifest. Left out: false.'),
    scope: z
      .strictObject({
        targets: distinct(slug).optional().describe('Names of entries of `targets`. Left out: all.'),
        where: text.optional().describe('CEL over `subject`; what it says "false" to is left out, and counted.'),
      })
      .optional()
      .describe('Where the claim is meant to hold.'),
    proof: z
      .union([z.literal('none'), z.array(z.union([...simpleProofs, anyOf])).min(1)])
      .describe('What would show it true; all must hold. `none` where nothing could, with `because`.'),
    because: text.optional().describe('With `proof: none`: why nothing could show it.'),
    controls: distinct(control).optional().describe('Control ids, added to those of the checks: "soc2:CC6.1".'),
    maxAge: duration.optional().describe('How old the evidence may be: "30m", "24h", "7d".'),
    exceptions: z.array(exception).optional().describe('What is known to contradict the claim, and accepted.'),
  });

  return z.strictObject({
    version: z.literal(1).describe('The version of this grammar.'),
    page: z
      .strictObject({
        name: text.describe('What the page is called in reports.'),
        url: url.optional().describe('Where readers find it.'),
        file: text.optional().describe('A copy of its text, relative to this file; every quote is looked up in it.'),
      })
      .optional()
      .describe('The page that makes the claims.'),
    targets: z.record(slug, slots.target).optional().describe('Where we look: a name of your choice to exactly one source.'),
    claims: z.array(claim).min(1).describe('The sentences.'),
    plugins: distinct(text).optional().describe('Files and packages with more sources and collectors. Not available yet.'),
    sign: z
      .strictObject({
        with: text.describe('The key: a file, or exec:…, awskms:…, azurekms:… or gcpkms:… where another program or a service keeps it.'),
        publicKey: text.optional().describe('A file with the public key that it must be. Required with exec:, which cannot tell it.'),
        timestamp: url.optional().describe('A timestamp authority (RFC 3161) that shows when it was sealed.'),
      })
      .optional()
      .describe('How bundles are signed, unless --key says so.'),
    locker: text.optional().describe('Where bundles are kept: a directory. s3:, gs: and azblob: are not available yet.'),
  });
}

/** A list in which nothing stands twice, and something stands. */
function distinct<Item extends z.ZodType<string>>(item: Item) {
  return z
    .array(item)
    .min(1)
    .superRefine((list, context) => {
      list.forEach((entry, index) => {
        if (list.indexOf(entry) < index) context.addIssue({ code: 'custom', path: [index], message: 'stands twice, expected once' });
      });
    })
    .meta({ uniqueItems: true });
}
