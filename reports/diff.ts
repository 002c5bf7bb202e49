import type { BundleDiff, Change, ClaimDiff, SubjectDiff } from '../src/model.ts';
import { cut, cutMiddle, displayWidth, wrap } from './display-width.ts';
import { visible } from './visible-text.ts';
import { instant, number } from './wording.ts';

const GREEN = 32;
const RED = 31;
const YELLOW = 33;
const BOLD = 1;
const WIDEST = 160;
/** Subjects of each sort that are told. */
const SHOWN = 20;

interface Pen {
  readonly columns: number;
  readonly paint: (text: string, color: number) => string;
}

const signs = { in: '+', out: '-', changed: '~' } as const;
const colors = { in: GREEN, out: RED, changed: YELLOW } as const;

/** What changed from one bundle to another, for a person. No line is wider than `columns`; foreign text is made visible. */
export function diffText(diff: BundleDiff, { columns, color }: { readonly columns: number; readonly color: boolean }): string {
  const pen: Pen = {
    columns: Math.max(30, Math.min(columns, WIDEST)),
    paint: (text, code) => (color ? `\u001b[${code}m${text}\u001b[0m` : text),
  };
  const lines = [...heading(diff, pen), ...claims(diff, pen), ...targets(diff, pen), ...subjects(diff, pen), ...notCompared(diff, pen)];
  return `${lines.join('\n')}\n`;
}

function heading({ old, new: now }: BundleDiff, pen: Pen): readonly string[] {
  const side = (what: string, { bundle, judgedAt, complete }: BundleDiff['old']): string => {
    const tail = `  judged ${instant(judgedAt)}${complete ? '' : ', not complete'}`;
    return cut(`${what}  ${cutMiddle(visible(bundle), Math.max(8, pen.columns - 5 - displayWidth(tail)))}${tail}`, pen.columns);
  };
  return [side('old', old), side('new', now), ''];
}

function claims({ claims: changed, sameClaims }: BundleDiff, pen: Pen): readonly string[] {
  const title = `Claims: ${changed.length} not the same, ${sameClaims} the same`;
  return [pen.paint(cut(title, pen.columns), BOLD), ...changed.flatMap((claim) => claimLines(claim, pen)), ''];
}

function claimLines(claim: ClaimDiff, pen: Pen): readonly string[] {
  const { id, is, turned, changes } = claim;
  const told =
    is === 'in'
      ? `${claim.new}`
      : is === 'out'
        ? `was ${claim.old}`
        : turned === undefined
          ? `${claim.new}`
          : `${claim.old} → ${claim.new}`;
  const name = cutMiddle(visible(id), Math.max(8, pen.columns - displayWidth(told) - 6));
  const code = turned === undefined ? colors[is] : turned === 'worse' ? RED : GREEN;
  return [
    `${pen.paint(signs[is], code)} ${name}  ${turned === undefined ? told : pen.paint(told, code)}`,
    ...changes.map((change) => changeLine(change, pen)),
  ];
}

function changeLine({ what, old, new: now }: Change, pen: Pen): string {
  const head = `    ${visible(what)}: `;
  const room = Math.max(10, Math.floor((pen.columns - displayWidth(head) - 3) / 2));
  const side = (value: string | undefined): string => (value === undefined ? 'absent' : cut(visible(value), room));
  return cut(`${head}${side(old)} → ${side(now)}`, pen.columns);
}

function targets({ targets: both }: BundleDiff, pen: Pen): readonly string[] {
  if (both === undefined || both.in.length + both.out.length === 0) return [];
  const line = (is: 'in' | 'out') => (name: string) => `${pen.paint(signs[is], colors[is])} ${cutMiddle(visible(name), pen.columns - 2)}`;
  return [pen.paint('Targets', BOLD), ...both.in.map(line('in')), ...both.out.map(line('out')), ''];
}

function subjects({ subjects: all }: BundleDiff, pen: Pen): readonly string[] {
  if (all === undefined) return [];
  const { list, same, changed, in: came, out: went } = all;
  const title = `Subjects: ${number(changed)} changed, ${number(came)} in, ${number(went)} out, ${number(same)} the same`;
  const sorts = [
    { is: 'changed', count: changed },
    { is: 'in', count: came },
    { is: 'out', count: went },
  ] as const;
  const lines = sorts.flatMap(({ is, count }) => {
    const shown = list.filter((one) => one.is === is).slice(0, SHOWN);
    const more = count - shown.length;
    return [
      ...shown.flatMap((one) => subjectLines(one, pen)),
      ...(more > 0 ? [`  and ${number(more)} more ${words[is]} (--json lists up to 1,000 of each)`] : []),
    ];
  });
  return [pen.paint(cut(title, pen.columns), BOLD), ...lines, ''];
}

const words = { in: 'in', out: 'out', changed: 'changed' } as const;

function subjectLines({ is, target, id, services, changes }: SubjectDiff, pen: Pen): readonly string[] {
  const tail = `  ${visible(services.join(', '))}, ${visible(target)}`;
  const short = cut(tail, Math.floor(pen.columns / 3));
  const name = cutMiddle(visible(id), Math.max(8, pen.columns - 2 - displayWidth(short)));
  return [`${pen.paint(signs[is], colors[is])} ${name}${short}`, ...changes.map((change) => changeLine(change, pen))];
}

function notCompared({ notCompared: all }: BundleDiff, pen: Pen): readonly string[] {
  return all.flatMap((why) => wrap(`not compared: ${visible(why)}`, pen.columns, '…').map((line) => pen.paint(line, YELLOW)));
}
