import type { VerifyAnswer } from '../src/model.ts';
import { wrap } from './display-width.ts';
import { visible } from './visible-text.ts';

const words: Readonly<Record<VerifyAnswer['answer'], { readonly says: string; readonly color: number }>> = {
  yes: { says: '✓ yes', color: 32 },
  no: { says: '✗ NO', color: 31 },
  'not-checked': { says: '– not checked', color: 33 },
  note: { says: '! note', color: 33 },
};

const QUESTION = 14;
const ANSWER = 15;

/** What `verify` answers, each question on a line of its own; longer answers go on under themselves. A bundle's own words are made visible. */
export function answersText(
  answers: readonly VerifyAnswer[],
  { columns, color }: { readonly columns: number; readonly color: boolean },
): string {
  const room = Math.max(24, columns - QUESTION - ANSWER);
  const lines = answers.flatMap(({ question, answer, says }) => {
    const { says: word, color: code } = words[answer];
    const told = word.padEnd(ANSWER);
    const [first = '', ...rest] = wrap(visible(says), room, '…');
    const head = `${question.padEnd(QUESTION)}${color ? `\u001b[${code}m${told}\u001b[0m` : told}${first}`;
    return [head, ...rest.map((line) => `${' '.repeat(QUESTION + ANSWER)}${line}`)];
  });
  return lines.map((line) => `${line}\n`).join('');
}
