import type { Judgement, Verdict } from '../model.ts';
import { EXIT, type Exit } from './io.ts';

/** The exit code that verdicts ask for; undefined where all is fine. A contradiction outweighs what could not be seen. */
export function gate(judgements: readonly Pick<Judgement, 'verdict'>[], strict: boolean): Exit | undefined {
  const has = (...verdicts: Verdict[]): boolean => judgements.some(({ verdict }) => verdicts.includes(verdict));
  if (has('contradicted')) return EXIT.contradicted;
  if (has('unproven', 'lapsed')) return EXIT.incomplete;
  return strict && has('vacuous', 'unjudged') ? EXIT.incomplete : undefined;
}
