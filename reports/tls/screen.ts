import { cut, displayWidth } from '../display-width.ts';
import { visible } from '../visible-text.ts';
import { certificateLines } from './certificate-lines.ts';
import { keyExchangeLines } from './key-exchange-lines.ts';
import { isNothing, nothingLines } from './nothing-lines.ts';
import { clientLines, complianceLines, featureLines, policyLines, webLines } from './other-lines.ts';
import { heading, note, type Paint, type Pen, penOf, row } from './pen.ts';
import { protocolLines, suiteLines, upgradeLines } from './protocol-lines.ts';
import { isReport, type LineView, type ReportView, type TlsLook, type UnseenView } from './view.ts';

const PAINTS: Readonly<Record<string, Paint>> = { 'A+': 'green', A: 'green', 'A-': 'green', B: 'yellow', C: 'yellow' };

/** One endpoint for a person: what every address of it does, and the worst of them at the end. No line is wider than the terminal. */
export function tlsScreen(lines: readonly LineView[], look: TlsLook): string {
  const pen = penOf(look);
  const text = lines.flatMap((line) => [...(isReport(line) ? report(line, look, pen) : unseen(line, pen)), '']);
  return `${[...text, ...together(lines, pen)].join('\n')}\n`;
}

function report(one: ReportView, look: TlsLook, pen: Pen): readonly string[] {
  if (isNothing(one)) return [...title(one, pen), ...nothingLines(one, pen)];
  return [
    ...title(one, pen),
    ...gradeLines(one, pen),
    ...policyLines(one, pen),
    ...upgradeLines(one, pen),
    ...found(one, look, pen),
    '',
    ...ending(one, pen),
  ];
}

function found(one: ReportView, look: TlsLook, pen: Pen): readonly string[] {
  return [
    ...protocolLines(one, pen),
    ...suiteLines(one, look, pen),
    ...keyExchangeLines(one, pen),
    ...certificateLines(one, pen),
    ...webLines(one, pen),
    ...featureLines(one, pen),
    ...clientLines(one, pen),
    ...complianceLines(one, pen),
    ...openLines(one, pen),
  ];
}

function title({ endpoint, address, startedAt }: ReportView, pen: Pen): readonly string[] {
  const name = visible(endpoint);
  const at = `${endpoint.includes(address) ? '' : `${address}  `}${startedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const room = pen.columns - displayWidth(at) - 2;
  if (room < displayWidth(name)) return [pen.paint(cut(name, pen.columns), 'bold'), pen.paint(cut(at, pen.columns), 'dim')];
  return [`${pen.paint(name, 'bold')}  ${pen.paint(at, 'dim')}`];
}

function gradeLines({ grade, gradeAtBest, gradeTrustIgnored, gradeReasons = [], rating }: ReportView, pen: Pen): readonly string[] {
  if (rating === undefined) return [];
  const { scores, guide } = rating;
  const shown = grade ?? `${gradeAtBest ?? '?'} at best`;
  const letter = pen.paint(shown, grade === undefined ? 'yellow' : (PAINTS[grade] ?? 'red'));
  const ignored = gradeTrustIgnored === undefined || gradeTrustIgnored === grade ? '' : `  ${gradeTrustIgnored} if trust is ignored`;
  const parts = `protocol ${scores.protocol.score}, key exchange ${scores.keyExchange.score}, cipher strength ${scores.cipherStrength.score}`;
  return [
    '',
    `  ${pen.paint('Grade', 'bold')}  ${letter}${pen.paint(ignored, 'dim')}`,
    ...note(`${scores.total} of 100 · ${parts}`, pen, undefined, 9),
    ...gradeReasons.flatMap(({ grade: cap, says }) =>
      note(`${cap.padEnd(2)}  ${says}`, pen, PAINTS[cap] === 'green' ? undefined : (PAINTS[cap] ?? 'red'), 9),
    ),
    ...note(`computed by the rules of the ${guide}`, pen, 'dim', 9),
  ];
}

function openLines({ rating, unclear }: ReportView, pen: Pen): readonly string[] {
  const { unseen: rules = [], notChecked = [], assumed = [] } = rating ?? {};
  if (unclear.length + rules.length + notChecked.length + assumed.length === 0) return [];
  return [
    ...heading('Not known', pen),
    ...(unclear.length === 0 ? [] : row('open', 'Unclear', unclear.join(', '), pen, 'yellow')),
    ...rules.flatMap(({ grade, says }) => row('open', `Would make it ${grade}`, `not seen whether ${says}`, pen, 'yellow')),
    ...assumed.flatMap((one) => row('none', 'Assumed', one, pen, 'dim')),
    ...(notChecked.length === 0 ? [] : row('none', 'Not checked', notChecked.map(({ says }) => says).join('; '), pen, 'dim')),
  ];
}

function ending({ connections, seconds, throttled, asked }: ReportView, pen: Pen): readonly string[] {
  const count = `${connections} ${connections === 1 ? 'connection' : 'connections'} in ${seconds.toFixed(1)} s`;
  const throttle = throttled ? note('The server began to turn us away: what was refused stands as inconclusive.', pen, 'yellow', 2) : [];
  return [...throttle, ...note(`${count} · asked: ${asked.join(', ')}`, pen, 'dim', 2)];
}

function unseen({ endpoint, address, because }: UnseenView, pen: Pen): readonly string[] {
  return [
    pen.paint(cut(visible(endpoint), pen.columns), 'bold'),
    ...row(
      'open',
      address ?? 'No address',
      because === 'denied-address' ? 'not asked: --deny-private' : `the name was not resolved: ${because}`,
      pen,
      'yellow',
    ),
  ];
}

/** What an endpoint is worth is what its worst address is. */
function together(lines: readonly LineView[], pen: Pen): readonly string[] {
  const whole = lines[0]?.wholeName;
  if (whole === undefined) return [];
  const { addresses, grade, gradeAtBest } = whole;
  const worst = grade ?? (gradeAtBest === undefined ? 'none' : `${gradeAtBest} at best`);
  const open = lines.filter((line) => !isReport(line) || line.grade === undefined).length;
  const words = `${addresses} addresses · worst grade: ${worst}${open === 0 ? '' : ` · ${open} without a grade`}`;
  return [pen.paint(cut(words, pen.columns), 'bold'), ''];
}

export function gradePaint(grade: string): Paint {
  return PAINTS[grade] ?? 'red';
}
