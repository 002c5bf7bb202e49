import { BundleError } from '../errors.ts';
import type { VerifyAnswer } from '../model.ts';

/** Answers as they are found. What a part finds wrong with the bundle is an answer, not an end. */
export interface Answers {
  readonly answers: readonly VerifyAnswer[];
  /** One for each `no`. */
  readonly failures: readonly BundleError[];
  readonly say: (question: VerifyAnswer['question'], answer: 'yes' | 'not-checked' | 'note', says: string) => void;
  /** What the part gives; undefined where it threw a BundleError, which then is the answer `no`. */
  readonly ask: <T>(question: VerifyAnswer['question'], part: () => T | Promise<T>) => Promise<T | undefined>;
}

export function createAnswers(): Answers {
  const answers: VerifyAnswer[] = [];
  const failures: BundleError[] = [];
  return {
    answers,
    failures,
    say: (question, answer, says) => {
      answers.push({ question, answer, says });
    },
    ask: async (question, part) => {
      try {
        return await part();
      } catch (error) {
        if (!(error instanceof BundleError)) throw error;
        failures.push(error);
        answers.push({ question, answer: 'no', says: error.message });
        return undefined;
      }
    },
  };
}
