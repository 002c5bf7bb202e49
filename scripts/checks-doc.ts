/** Writes docs/checks.md from the checks themselves: `node scripts/checks-doc.ts`. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { type CheckWithSchema, checks } from '../src/checks/index.ts';

const INTRO = `# Checks

A check says what one observation means for a claim: it holds, it contradicts (and why), it is not applicable (and why), or a field
that it needs was not seen. A claim names it in its proof, with its parameters:

\`\`\`yaml
proof:
  - check: backups-kept
    with: { atLeast: 35d, services: [rds] }
\`\`\`

- **every one**: each observation of its kind must hold. **one is enough**: for each account (or thing), one that holds settles it.
- \`services\` can stand beside the parameters of every check: only these services. Left out: all that have such a thing.
- Days are written as \`35\` or \`35d\`. A parameter that is left out asks for nothing.
- What a check is not about is counted as not applicable, with the reason. A claim of which everything is not applicable is *vacuous*, never *verified*.
- \`name@1\` pins what a check means, for ever; the name alone is its newest version.

## Sentences and checks

| a page says | checks |
|---|---|
| "… is encrypted at rest", "fully encrypted", "new disks are encrypted" | \`encrypted-at-rest\`, \`encrypted-by-default\` |
| "with AES-256" | \`encrypted-with\` |
| "with keys managed by …", "keys are rotated every …" | \`keys-managed-by\`, \`keys-rotate\` |
| "encrypted in transit", "TLS for all traffic", "the database requires TLS" | \`encrypted-in-transit\` for settings; \`tls-minimum-version\`, \`dh-parameters\`, \`certificate-valid\` for what a server really answers |
| "HTTPS for all traffic", "HTTP is redirected to HTTPS" | \`https-only\` for what port 80 answers, \`hsts-sent\` for what browsers are told |
| "certificates are renewed automatically" | \`certificates-renewed\`: those that a provider holds; \`certificate-valid\` for those that servers show |
| "modern ciphers", "strong cipher suites", "forward secrecy" | \`modern-ciphers\` |
| "A+ by SSL Labs", "rated A" | \`tls-grade\` for the guide's rules, applied to what we saw; SSL Labs' own report is a \`document\` |
| "we follow Mozilla's TLS guidelines" | \`tls-policy\` |
| "report vulnerabilities to us", "we have a security.txt" | \`security-contact-published\` |
| "data stays in …", "nothing outside of the EEA" | \`located-in\`, \`backups-located-in\`; \`confined-to\` for what is made tomorrow |
| "backups are kept for 35 days" | \`backups-kept\`: \`exactly\`, \`atLeast\` or \`atMost\` are three sentences |
| "regular backups", "on- and off-site", "backups are encrypted" | \`backups-recent\`, \`backups-off-site\`, \`backups-encrypted\` |
| "restoring is tested regularly" | \`restores-tested\` |
| "logs are kept for 35 days", "logs are encrypted" | \`logs-kept\`, \`logs-encrypted\` |
| "all access is logged", "an audit trail" | \`audit-log-on\` |
| "second factor for all staff", "mandatory" | \`mfa-required\`, \`mfa-enforced-by-rule\` |
| "only the … team has access" | \`administrators-limited\` for how many, \`administrators-named\` for who |
| "credentials are rotated", "passwords have at least …" | \`credentials-rotate\`, \`password-rule\` |
| "anomalies are detected", "protected against denial of service", "alarms" | \`threat-detection-on\`, \`watched-for\` |
| "deleted after 90 days", "never deleted" | \`data-deleted\`, \`data-kept\` |
| "snapshots are never public" | \`no-public-access\` |
| "our certificate can be viewed here" | \`evidence-published\` for the link; what it says is a \`document\` |
| certificates, reports, policies, contracts | a \`document\`, not a check |

### Who may: names in the claim, not in the facts

Facts hold no names, so no check takes a list of them. \`administrators-named\` contradicts on every administrator that the claim does not leave out, and there are two ways of leaving one out:

\`\`\`yaml
- id: administrators
  quote: Only our operations team can administer the platform.
  scope:
    where: '!(subject.id in ["arn:aws:iam::111122223333:role/operations"])'
  proof:
    - check: administrators-named
    - { check: administrators-limited, with: { atMost: 2 } }
  exceptions:
    - subject: "arn:aws:iam::111122223333:user/break-glass"
      reason: emergency access, sealed
      owner: security
      approvedBy: ciso
      expires: 2027-01-31
\`\`\`

\`where\` is for those who belong to the sentence: how many it leaves out is counted and signed. An exception is for one who does not, with an owner and an end; the verdict then says so.

### At least, at most, exactly

A thing may be backed up by two services, its own and one for all. \`backups-kept\` with \`atLeast\` is satisfied by one of them; with \`atMost\` and \`exactly\` each must keep to it. Where two services share
the work, say \`atLeast\` and \`atMost\` in two proofs instead of \`exactly\`, or name the one that is meant in \`services\`. A snapshot that somebody made by hand and that never expires contradicts \`atMost\`.

### What is too young

A database that was made last week cannot show backups of 35 days. \`backups-kept\` then answers *unseen*, and the claim is unproven: neither false nor verified. \`ignore: [oldest]\` goes by the rule alone.

## The checks

This part is written by \`node scripts/checks-doc.ts\` out of \`src/checks/\`.
`;

const Param = z.object({
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  type: z.string().optional(),
  items: z.object({ enum: z.array(z.unknown()).optional() }).optional(),
});
const Params = z.object({ properties: z.record(z.string(), Param).default({}), required: z.array(z.string()).default([]) });

/** The published page, as it should be now. */
export function checksDoc(): string {
  const contents = checks.map(({ id, says }) => `| [\`${id}\`](#${id}) | ${says} |`);
  return [INTRO, '| check | says |', '|---|---|', ...contents, '', ...checks.map(section)].join('\n');
}

function section({ id, version, says, kind, mode, per, fix, schema, controls }: CheckWithSchema): string {
  const { properties, required } = Params.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const rows = Object.entries(properties).map(([name, param]) => {
    return `| \`${name}\`${required.includes(name) ? ', required' : ''} | ${(param.description ?? '').replaceAll('|', '\\|')}${choices(param)} |`;
  });
  const table = rows.length === 0 ? ['It has no parameters.'] : ['| parameter | is |', '|---|---|', ...rows];
  const how = mode === 'each' ? 'every one' : `one is enough for each ${per === 'subject' ? 'thing' : (per ?? 'account')}`;
  return [
    `### ${id}`,
    '',
    `${says} Version ${version}; looks at [${kind.id}](kinds.md#${kind.id}); ${how}.`,
    '',
    ...table,
    '',
    `To mend: ${fix}`,
    '',
    `Controls: ${controls.map((control) => `\`${control.id}\``).join(', ')}.`,
    '',
  ].join('\n');
}

function choices(param: z.infer<typeof Param>): string {
  const words = param.enum ?? param.items?.enum;
  return words === undefined
    ? ''
    : ` One${param.items === undefined ? '' : ' or several'} of ${words.map((word) => `\`${String(word)}\``).join(', ')}.`;
}

if (import.meta.main) writeFileSync(new URL('../docs/checks.md', import.meta.url), checksDoc());
