import type { Answer, Check } from '../../src/model.ts';

/** When the observations of these tests were made. */
export const AT = '2026-02-01T09:00:00.000Z';

/** What a check answers for one observation: "holds", "contradicts", "not-applicable", or "unseen" with the field. */
export function answerOf(check: Check, params: unknown, data: unknown): string {
  const answer = check.bind(params).judge(data, { at: AT });
  return answer.is === 'unseen' ? `unseen ${answer.field}` : answer.is;
}

/** The reason that it gives, for the few tests that are about reasons. */
export function whyOf(check: Check, params: unknown, data: unknown): string | undefined {
  const answer: Answer = check.bind(params).judge(data, { at: AT });
  return 'why' in answer ? answer.why : undefined;
}
