import type { BundleView, Cause, ProofJudgement, Verdict } from '../src/model.ts';
import { type ClaimRow, claimRows, leaves, totals } from './claim-rows.ts';
import { verifyCommand } from './commands.ts';
import { cut, cutMiddle, displayWidth, fit, wrap } from './display-width.ts';
import { beyond, type FindingRow, findingRows } from './findings.ts';
import { missingLine, missingPermissions } from './missing-permissions.ts';
import { causePlaces, targetName } from './places.ts';
import type { TerminalOptions } from './report.ts';
import { visible } from './visible-text.ts';
import { warnings } from './warnings.ts';
import { applicable, causeReach, causeWhat, instant, number, plural, validity } from './wording.ts';

type Paint = 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold';

const codes: Readonly<Record<Paint, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

const marks: Readonly<Record<Verdict, { readonly icon: string; readonly ascii: string; readonly paint: Paint }>> = {
  verified: { icon: '✓', ascii: '+', paint: 'green' },
  attested: { icon: '§', ascii: '=', paint: 'cyan' },
  vacuous: { icon: '○', ascii: 'o', paint: 'dim' },
  lapsed: { icon: '↓', ascii: '!', paint: 'yellow' },
  unproven: { icon: '?', ascii: '?', paint: 'yellow' },
  contradicted: { icon: '✗', ascii: 'x', paint: 'red' },
  unjudged: { icon: '–', ascii: '-', paint: 'dim' },
};

/** Subjects, and causes, shown under a claim. */
const SHOWN = 3;
/** Missing permissions shown at the end. */
const MISSING = 10;
const WIDEST = 160;

/** Foreign text stands beside ours on a line: it is made visible, cut to the terminal, and painted last. */
interface Pen {
  readonly columns: number;
  readonly ellipsis: string;
  readonly ascii: boolean;
  readonly paint: (text: string, paint: Paint) => string;
}

/**
 * What a scan found, for a person at a terminal: where it comes from first, a line a claim, reasons under those that fail, totals, and
 * the command to run next as the last line. No line is wider than `columns`, but for that command, which is never cut.
 */
export function terminalSummary(view: BundleView, options: TerminalOptions): string {
  const pen: Pen = {
    columns: Math.max(20, Math.min(options.columns, WIDEST)),
    ascii: options.ascii === true,
    ellipsis: options.ascii === true ? '...' : '…',
    paint: (text, paint) => (options.color ? `\u001b[${codes[paint]}m${text}\u001b[0m` : text),
  };
  const rows = claimRows(view, options);
  const lines = [
    ...warningLines(view, pen),
    ...heading(view, pen),
    '',
    ...claimLines(view, rows, pen),
    '',
    ...totalLines(rows, pen),
    ...missingLines(view, pen),
    '',
    ...next(options, pen),
  ];
  return `${lines.map((line) => (pen.ascii ? line.replaceAll('’', "'") : line)).join('\n')}\n`;
}

function warningLines(view: BundleView, pen: Pen): readonly string[] {
  const lines = warnings(view)
    .map((text) => `! ${text}`)
    .flatMap((text) => wrap(text, pen.columns, pen.ellipsis).map((line) => pen.paint(line, 'yellow')));
  return lines.length === 0 ? [] : [...lines, ''];
}

function heading(view: BundleView, pen: Pen): readonly string[] {
  const judged = `judged ${instant(view.manifest.run.judgedAt)}`;
  const name = visible(view.run?.page?.name ?? 'Claims');
  const room = pen.columns - displayWidth(judged) - 2;
  if (room < 12) return [pen.paint(cut(name, pen.columns, pen.ellipsis), 'bold'), cut(judged, pen.columns, pen.ellipsis)];
  return [`${pen.paint(cut(name, room, pen.ellipsis), 'bold')}  ${pen.paint(judged, 'dim')}`];
}

function claimLines(view: BundleView, rows: readonly ClaimRow[], pen: Pen): readonly string[] {
  const words = Math.min(Math.max(0, ...rows.map((row) => displayWidth(row.words))), Math.floor(pen.columns * 0.4));
  const tails = Math.min(
    Math.max(0, ...rows.map((row) => displayWidth(tail(row, view.manifest.run.judgedAt)))),
    Math.floor(pen.columns * 0.25),
  );
  const room = pen.columns - words - tails - 6;
  return rows.flatMap((row) => {
    const { icon, ascii, paint } = marks[row.verdict];
    const quote = row.quote === undefined ? `(private claim ${row.id})` : visible(row.quote);
    const head = pen.paint(`${pen.ascii ? ascii : icon} ${fit(row.words, words, 'left', pen.ellipsis)}`, paint);
    const end = tail(row, view.manifest.run.judgedAt);
    const rest =
      end === ''
        ? cut(quote, room, pen.ellipsis)
        : `${fit(quote, room, 'left', pen.ellipsis)}  ${pen.paint(fit(end, tails, 'right', pen.ellipsis), 'dim')}`;
    return [`${head}  ${rest}`, ...reasons(view, row, pen)];
  });
}

/** The numbers, or the day, that a claim's line ends with. */
function tail({ verdict, counts, proofs }: ClaimRow, judgedAt: string): string {
  if (verdict === 'attested' || verdict === 'lapsed') {
    const document = leaves(proofs).find((proof) => proof.verdict === verdict)?.document;
    return document === undefined ? '' : validity(document, judgedAt).replace(/^(is|was) valid /, '');
  }
  if (verdict === 'unjudged') return '';
  if (verdict === 'vacuous') return 'nothing to judge';
  if (verdict === 'contradicted') return `${number(counts.contradicts)} of ${number(applicable(counts))}`;
  return `${number(counts.holds)} of ${number(applicable(counts))}${counts.gaps > 0 ? `, ${plural(counts.gaps, 'gap', 'gaps')}` : ''}`;
}

function reasons(view: BundleView, row: ClaimRow, pen: Pen): readonly string[] {
  if (row.verdict === 'unjudged' || row.verdict === 'vacuous') return [note(row.why, pen)];
  if (row.verdict !== 'contradicted' && row.verdict !== 'unproven') return [];
  const proofs = leaves(row.proofs);
  const subjects = row.verdict === 'contradicted' ? proofs.flatMap((proof) => subjectLines(view, proof, pen)) : [];
  const causes = proofs.flatMap((proof) => proof.causes);
  const unseen = causes.slice(0, SHOWN).map((cause) => `    ${cut(visible(causeLine(view, cause)), pen.columns - 4, pen.ellipsis)}`);
  const rest = causes.length > SHOWN ? [note(`and ${plural(causes.length - SHOWN, 'more cause', 'more causes')}`, pen)] : [];
  const left = [...new Set(proofs.flatMap((proof) => proof.notLookedAt))];
  return [
    ...subjects,
    ...unseen,
    ...rest,
    ...(left.length === 0 ? [] : [note(`not looked at: ${left.map((one) => targetName(view.targets, one)).join(', ')}`, pen)]),
  ];
}

function subjectLines(view: BundleView, proof: ProofJudgement, pen: Pen): readonly string[] {
  const shown = findingRows(view, proof.contradictions.slice(0, SHOWN));
  const more = beyond(proof, 'contradicts', shown.length);
  return [...shown.map((finding) => subjectLine(finding, pen)), ...(more > 0 ? [note(`and ${number(more)} more`, pen)] : [])];
}

/** Id, region and why come first; the name, which its owner may choose at will, has what is left. */
function subjectLine({ id, name, region, why }: FindingRow, pen: Pen): string {
  const said = `${cutMiddle(visible(shortId(id)), Math.floor(pen.columns / 2), pen.ellipsis)}  ${region}  ${visible(why)}`;
  const room = pen.columns - 4 - displayWidth(said) - 4;
  const named = name === undefined || room < 8 ? said : `${said}  "${cut(visible(name), room, pen.ellipsis)}"`;
  return `    ${cut(named, pen.columns - 4, pen.ellipsis)}`;
}

function shortId(id: string): string {
  return id.startsWith('arn:') ? id.split(':').slice(5).join(':') : id;
}

function causeLine(view: BundleView, cause: Cause): string {
  const [first, ...more] = causePlaces(cause, view.targets).flatMap(({ target, regions }) =>
    regions.length === 0 ? [target] : regions.map((region) => `${target}/${region}`),
  );
  const rest = more.length === 0 ? '' : ` and ${number(more.length)} more`;
  const reach = more.length === 0 ? ` in ${first ?? ''}` : `${causeReach(cause, view.targets)} (${first ?? ''}${rest})`;
  const headline = `${causeWhat(cause)}${first === undefined ? '' : reach}`;
  return cause.call === undefined || headline.includes(cause.call) ? headline : `${cause.call}: ${headline}`;
}

function note(text: string, pen: Pen): string {
  return `    ${pen.paint(cut(visible(text), pen.columns - 4, pen.ellipsis), 'dim')}`;
}

function totalLines(rows: readonly ClaimRow[], pen: Pen): readonly string[] {
  const each = totals(rows).map(
    ({ verdict, claims, excepted }) => `${number(claims)} ${verdict}${excepted === 0 ? '' : ` (${number(excepted)} with exceptions)`}`,
  );
  return wrap(`${plural(rows.length, 'claim', 'claims')}: ${each.join(', ')}`, pen.columns, pen.ellipsis).map((line) =>
    pen.paint(line, 'bold'),
  );
}

/** What the credentials lack, over all claims; the rule that allows it stands in the reports. */
function missingLines(view: BundleView, pen: Pen): readonly string[] {
  const all = missingPermissions(view).flatMap(({ source, permissions }) => permissions.map((one) => missingLine(one, source)));
  if (all.length === 0) return [];
  const more = all.length > MISSING ? [note(`and ${plural(all.length - MISSING, 'more permission', 'more permissions')}`, pen)] : [];
  return [
    '',
    pen.paint('Missing permissions', 'bold'),
    ...all.slice(0, MISSING).map((line) => `    ${cut(visible(line), pen.columns - 4, pen.ellipsis)}`),
    ...more,
    note('the rule that allows them stands in the HTML and JSON reports', pen),
  ];
}

function next(options: TerminalOptions, pen: Pen): readonly string[] {
  return [pen.paint('Next:', 'dim'), visible(verifyCommand(options))];
}
