import { collectorsFor } from '../collect/plan.ts';
import { UserError } from '../errors.ts';
import type { ResolvedClaim } from '../judge/resolve.ts';
import type { Check, Proof } from '../model.ts';
import { checks, collectors } from '../plugins.ts';
import { type Configured, configure } from './configure.ts';
import { controlsOf } from './controls-of.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { needsOf } from './needs.ts';

/** `claimcheck explain ID`: a claim of the config, or a published check. */
export function explain(id: string, { config, json }: { readonly config: string; readonly json?: boolean }, io: Io): Exit {
  const check = checks.find((one) => one.id === id || `${one.id}@${one.version}` === id);
  const told = check === undefined ? claimFacts(id, configure(config, io)) : checkFacts(check);
  if (json === true) io.out(`${JSON.stringify(told, null, 2)}\n`);
  else
    io.out(
      Object.entries(told)
        .map(([name, value]) => paragraph(name, value))
        .join(''),
    );
  return EXIT.fine;
}

type Facts = Readonly<Record<string, string | readonly string[]>>;

function checkFacts(check: Check): Facts {
  return {
    check: `${check.id}@${check.version}`,
    says: check.says,
    kind: `${check.kind.id}: ${check.kind.means}`,
    mode: check.mode === 'each' ? 'every one must hold' : `one is enough per ${check.per ?? 'account'}`,
    fix: check.fix,
    'looked at by': collectors
      .filter(({ kinds }) => kinds.some(({ id }) => id === check.kind.id))
      .map(({ id, services }) => `${id} (${services.join(', ')})`),
    controls: check.controls.map(({ id, confidence }) => `${id} (${confidence})`),
  };
}

function claimFacts(id: string, configured: Configured): Facts {
  const { config, claims } = configured;
  const resolved = claims.find(({ claim }) => claim.id === id);
  if (resolved === undefined)
    throw new UserError(
      'not-found',
      `"${id}" is neither a check nor a claim of the config; claims: ${claims.map(({ claim }) => claim.id).join(', ')}`,
    );
  const { claim } = resolved;
  return {
    claim: claim.id,
    quote: claim.quote,
    ...(claim.stands === undefined ? {} : { stands: `${claim.stands.file}:${claim.stands.line}` }),
    scope: `${claim.scope.targets?.join(', ') ?? 'all targets'}${claim.scope.where === undefined ? '' : `, where ${claim.scope.where}`}`,
    proof: claim.proof.length === 0 ? `none: ${claim.because ?? ''}` : claim.proof.map(proofText),
    'looked at by': config.targets.flatMap((target) => looks(target, resolved)),
    exceptions: claim.exceptions.map(({ subject, reason, owner, expires }) => `${subject}: ${reason} (${owner}, until ${expires})`),
    controls: controlsOf(resolved, { targets: [], tasks: [] }).map((control) => control.id),
  };
}

function looks(target: Configured['config']['targets'][number], resolved: ResolvedClaim): readonly string[] {
  return collectorsFor(target, collectors, needsOf([resolved])).map(
    ({ id, calls }) => `${target.name}: ${id}, through ${Object.keys(calls).join(', ')}`,
  );
}

function proofText(proof: Proof): string {
  if ('anyOf' in proof) return `any of: ${proof.anyOf.map(proofText).join(' | ')}`;
  if ('document' in proof) return `document ${proof.document}, valid until ${proof.validUntil}`;
  const services = proof.services === undefined ? 'every service' : proof.services.join(', ');
  if ('expect' in proof) return `${proof.kind} of ${services}: ${proof.expect}`;
  const check = checks.find((one) => one.id === proof.check && one.version === proof.version);
  const params = Object.keys(proof.with).length === 0 ? '' : ` ${JSON.stringify(proof.with)}`;
  return `${proof.check}@${proof.version}${params} of ${services}: ${check?.says ?? ''}`;
}

function paragraph(name: string, value: string | readonly string[]): string {
  const lines = typeof value === 'string' ? [value] : value.length === 0 ? ['none'] : value;
  return lines.map((line, index) => `${(index === 0 ? name : '').padEnd(13)} ${line}\n`).join('');
}
