import { cut, displayWidth, fit } from '../display-width.ts';
import { visible } from '../visible-text.ts';
import { isNothing, whyNothing } from './nothing-lines.ts';
import { penOf } from './pen.ts';
import { versionName } from './protocol-lines.ts';
import { gradePaint } from './screen.ts';
import { isReport, type LineView, type ReportView, type TlsLook } from './view.ts';

/** One line for each address, for lists that are long. */
export function tlsRows(lines: readonly LineView[], look: TlsLook): string {
  const pen = penOf(look);
  return lines
    .map((line) => {
      const grade = gradeOf(line);
      const place = visible(
        `${line.endpoint}${line.address === undefined || line.endpoint.includes(line.address) ? '' : ` ${line.address}`}`,
      );
      const head = `${pen.paint(fit(grade, 3), grade === '–' || grade === '?' ? 'dim' : gradePaint(grade.replace('≤', '')))} ${fit(place, Math.min(44, Math.floor(pen.columns / 2)))}`;
      const room = pen.columns - 4 - Math.min(44, Math.floor(pen.columns / 2)) - 2;
      const said = words(line);
      return `${head}  ${displayWidth(said) > room ? cut(said, room) : said}\n`;
    })
    .join('');
}

/** "?": nothing was seen. "–": too little was asked for one. */
function gradeOf(line: LineView): string {
  if (!isReport(line) || line.connections === 0) return '?';
  return line.grade ?? (line.gradeAtBest === undefined ? '–' : `≤${line.gradeAtBest}`);
}

function words(line: LineView): string {
  if (!isReport(line)) return visible(line.because);
  if (line.connections === 0) return `unreachable${line.because === undefined ? '' : `: ${visible(line.because)}`}`;
  if (line.upgrade === 'not-offered') return 'no TLS is offered';
  if (line.upgrade === 'inconclusive') return 'whether TLS is offered stays unclear';
  const policy = line.policy === undefined ? [] : [line.policy.answer.replace('-', ' ')];
  if (isNothing(line)) return [...policy, 'no version was accepted', ...whyNothing(line)].join(' · ');
  const spoken = Object.entries(line.protocols).filter(([, seen]) => seen?.status === 'accepted');
  const versions = spokenWords(spoken.map(([version]) => versionName(version)));
  const suites = new Set(spoken.flatMap(([, seen]) => seen?.suites ?? [])).size;
  return [
    ...policy,
    versions === '' ? 'no version was accepted' : versions,
    ...worstReason(line),
    ...(suites === 0 ? [] : [`${suites} ${suites === 1 ? 'suite' : 'suites'}`]),
    ...(line.postQuantum === 'offered' ? ['post-quantum'] : []),
    ...(line.unclear.length === 0 ? [] : [`unclear: ${line.unclear.join(', ')}`]),
  ].join(' · ');
}

/** "SSL 3.0 TLS 1.0–1.2", "TLS 1.2 1.3". */
function spokenWords(names: readonly string[]): string {
  const old = names.filter((name) => name.startsWith('SSL'));
  const numbers = names.filter((name) => name.startsWith('TLS')).map((name) => name.replace('TLS ', ''));
  const [first = '', last = ''] = [numbers[0], numbers.at(-1)];
  const isWhole = numbers.length > 2 && Number(last.slice(2)) - Number(first.slice(2)) === numbers.length - 1;
  const young = numbers.length === 0 ? [] : [`TLS ${isWhole ? `${first}–${last}` : numbers.join(' ')}`];
  return [...old, ...young].join(' ');
}

/** Why the grade is no better, where it is below A. They come worst first. */
function worstReason({ grade, gradeReasons = [] }: ReportView): readonly string[] {
  const [worst] = gradeReasons;
  return worst === undefined || grade === 'A' || grade === 'A+' ? [] : [worst.says];
}
