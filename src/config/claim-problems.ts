import type { Known } from './config.ts';
import type { PageText } from './page-text.ts';
import { type Path, type Problem, wrong, wrongKey } from './problem.ts';
import { expressionProblems, isAnswerable, proofName, proofProblems } from './proof-problems.ts';
import { asList, asMap, asText, textsOf } from './raw.ts';
import { suggestion } from './suggestion.ts';

/** What a claim is checked against, besides its own shape. */
export interface ClaimContext {
  readonly known: Known;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly page: PageText | undefined;
  /** Names of all targets. */
  readonly targets: readonly string[];
  /** The source of each target that has a known one. */
  readonly sources: ReadonlyMap<string, string>;
  readonly lineOf: (path: Path) => number;
}

/** What is wrong with the claims beyond their shape. Each part is looked at even where another is wrong. */
export function claimProblems(claims: readonly unknown[], context: ClaimContext): readonly Problem[] {
  return [
    ...idProblems(claims, context),
    ...claims.flatMap((raw, index) => {
      const [claim, path] = [asMap(raw), ['claims', index]];
      return [
        // A private sentence stands in a contract, not on the page.
        ...(claim.private === true ? [] : quoteProblems(asText(claim.quote), [...path, 'quote'], context.page)),
        ...scopeProblems(claim, path, context),
        ...noneProblems(claim, path),
        ...asList(claim.proof).flatMap((proof, at) => proofProblems(proof, [...path, 'proof', at], context.known)),
        ...asList(claim.exceptions).flatMap((exception, at) => expiryProblems(exception, [...path, 'exceptions', at], context.today)),
      ];
    }),
  ];
}

function idProblems(claims: readonly unknown[], { lineOf }: ClaimContext): readonly Problem[] {
  const first = new Map<string, number>();
  return claims.flatMap((raw, index) => {
    const id = asText(asMap(raw).id);
    const earlier = id === undefined ? undefined : first.get(id);
    if (id !== undefined && earlier === undefined) first.set(id, index);
    if (earlier === undefined) return [];
    const line = lineOf(['claims', earlier, 'id']);
    return [wrong(['claims', index, 'id'], 'duplicate', `the claim on line ${line} has the id "${id}" already: expected another`)];
  });
}

function quoteProblems(quote: string | undefined, path: Path, page: PageText | undefined): readonly Problem[] {
  if (quote === undefined || quote.trim() === '' || page === undefined || page.find(quote) !== undefined) return [];
  const near = page.nearest(quote);
  const expected = near === undefined ? 'expected a sentence of the page' : `nearest is its line ${near.line}: "${short(near.text)}"`;
  return [wrong(path, 'not-found', `does not stand in the page's file: ${expected}`)];
}

function scopeProblems(claim: Readonly<Record<string, unknown>>, path: Path, context: ClaimContext): readonly Problem[] {
  const { known, targets, sources } = context;
  const scope = asMap(claim.scope);
  const where = asText(scope.where);
  const named = textsOf(scope.targets).flatMap(([index, target]) => {
    const at = [...path, 'scope', 'targets', index];
    if (!targets.includes(target)) return [wrong(at, 'unknown-name', `unknown target "${target}": ${suggestion(target, targets)}`)];
    const source = sources.get(target);
    const blind = source === undefined ? [] : asList(claim.proof).filter((proof) => !isAnswerable(proof, source, known));
    return blind.map((proof) => {
      const message = `nothing looks at "${target}" for ${proofName(proof)}: expected targets that every proof can be seen on`;
      return wrong(at, 'not-collected', message);
    });
  });
  return [...named, ...(where === undefined ? [] : expressionProblems(where, 'subject', [...path, 'scope', 'where'], known))];
}

function noneProblems({ proof, because }: Readonly<Record<string, unknown>>, path: Path): readonly Problem[] {
  if (proof === 'none' && because === undefined) {
    return [wrong([...path, 'proof'], 'missing', '"because" is missing: expected the reason why nothing could show it')];
  }
  if (Array.isArray(proof) && because !== undefined) {
    return [wrongKey([...path, 'because'], 'conflict', 'a claim with proofs has no "because": expected it with "proof: none" only')];
  }
  return [];
}

/** An exception that has expired is no fault: it just no longer covers anything. */
function expiryProblems(raw: unknown, path: Path, today: string): readonly Problem[] {
  const expires = asText(asMap(raw).expires);
  const last = yearAfter(today);
  if (expires === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(expires) || expires <= last) return [];
  return [wrong([...path, 'expires'], 'date', `is more than a year ahead: expected ${last} or earlier`)];
}

function yearAfter(today: string): string {
  const date = new Date(`${today.slice(0, 10)}T00:00:00Z`);
  date.setUTCFullYear(date.getUTCFullYear() + 1);
  return date.toISOString().slice(0, 10);
}

function short(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`;
}
