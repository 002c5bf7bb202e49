import type { Claim, Exception, Fact, Instant, Observation, SubjectName } from '../model.ts';
import type { CelExpression } from './cel.ts';
import { globPattern } from './glob.ts';

/** What a claim's scope and exceptions say of one record. */
export interface Scope {
  /** Whether the record concerns the claim: false only where the expression itself says so. */
  readonly covers: (fact: Fact, name: SubjectName | undefined) => boolean;
  /** The unexpired exception that covers the subject. */
  readonly exception: (name: SubjectName | undefined) => Exception | undefined;
  /** Whether names are needed at all. */
  readonly needsNames: boolean;
}

export function createScope(claim: Claim, where: CelExpression | undefined, asOf: Instant): Scope {
  const today = asOf.slice(0, 10);
  const exceptions = claim.exceptions
    .filter(({ expires }) => expires >= today)
    .map((exception) => ({ exception, pattern: globPattern(exception.subject) }));

  return {
    covers,
    exception: (name) => (name === undefined ? undefined : exceptions.find(({ pattern }) => pattern.test(name.id))?.exception),
    needsNames: where !== undefined || exceptions.length > 0,
  };

  function covers(fact: Fact, name: SubjectName | undefined): boolean {
    if (where === undefined || name === undefined) return true;
    return where(celSubject(fact, name)) !== 'false';
  }
}

/** What `where` sees as `subject`. A gap's subject has no service or type: an expression that asks for them leaves it in scope. */
function celSubject(fact: Fact, name: SubjectName): Readonly<Record<string, unknown>> {
  const { record: _record, target: _target, subject: _subject, ...known } = name;
  const seen: Partial<Observation> = fact.record === 'observation' ? fact : {};
  return {
    ...known,
    target: fact.target,
    region: fact.region,
    ...(seen.service === undefined ? {} : { service: seen.service, type: seen.type, cloud: seen.cloud }),
  };
}
