import { gradesWorstFirst } from '../../../src/guides/letters.ts';
import type { PolicyAnswer, TlsLine, TlsReport, WholeName } from './tls-report.ts';

/** All lines of one endpoint, each with what holds for the name as a whole; as they are where there is only one. */
export function withWholeName(lines: readonly TlsLine[]): readonly TlsLine[] {
  if (lines.length < 2) return lines;
  const wholeName = wholeOf(lines);
  return lines.map((line) => ({ ...line, wholeName }));
}

/** A client may be led to any of the addresses: what the worst of them is, the name is. */
function wholeOf(lines: readonly TlsLine[]): WholeName {
  const reports = lines.filter((line): line is TlsReport => 'protocols' in line);
  const worst = gradesWorstFirst.find((each) => reports.some(({ grade, gradeAtBest }) => (grade ?? gradeAtBest) === each));
  // Nothing is worse than T: what the others are then changes nothing.
  const isSettled = reports.some(({ grade }) => grade === 'T') || lines.every((line) => 'grade' in line && line.grade !== undefined);
  const asked = reports.find(({ policy }) => policy !== undefined)?.policy;
  return {
    addresses: lines.length,
    unclear: lines.filter(({ unclear }) => unclear.length > 0).length,
    ...(worst === undefined ? {} : isSettled ? { grade: worst } : { gradeAtBest: worst }),
    ...(asked === undefined ? {} : { policy: policyOf(lines) }),
  };
}

function policyOf(lines: readonly TlsLine[]): PolicyAnswer['answer'] {
  const answers = lines.map((line) => ('protocols' in line ? line.policy?.answer : undefined) ?? 'unseen');
  return (['not-met', 'unseen'] as const).find((answer) => answers.includes(answer)) ?? 'met';
}
