import { cut, displayWidth, fit } from '../display-width.ts';
import { visible } from '../visible-text.ts';
import { penOf } from './pen.ts';
import { versionName } from './protocol-lines.ts';
import { gradePaint } from './screen.ts';
import { isReport, type LineView, type TlsLook } from './view.ts';

/** One line for each address, for lists that are long. */
export function tlsRows(lines: readonly LineView[], look: TlsLook): string {
  const pen = penOf(look);
  return lines
    .map((line) => {
      const grade = isReport(line) ? (line.grade ?? (line.gradeAtBest === undefined ? '' : `≤${line.gradeAtBest}`)) : '?';
      const place = visible(
        `${line.endpoint}${line.address === undefined || line.endpoint.includes(line.address) ? '' : ` ${line.address}`}`,
      );
      const head = `${pen.paint(fit(grade, 3), grade === '' || grade === '?' ? 'dim' : gradePaint(grade.replace('≤', '')))} ${fit(place, Math.min(44, Math.floor(pen.columns / 2)))}`;
      const room = pen.columns - 4 - Math.min(44, Math.floor(pen.columns / 2)) - 2;
      const said = words(line);
      return `${head}  ${displayWidth(said) > room ? cut(said, room) : said}\n`;
    })
    .join('');
}

function words(line: LineView): string {
  if (!isReport(line)) return visible(line.because);
  if (line.connections === 0) return 'unreachable';
  if (line.upgrade === 'not-offered') return 'no TLS is offered';
  const spoken = Object.entries(line.protocols).filter(([, seen]) => seen?.status === 'accepted');
  const versions = spoken.map(([version]) => versionName(version).replace('TLS ', '')).join(' ');
  const suites = new Set(spoken.flatMap(([, seen]) => seen?.suites ?? [])).size;
  return [
    ...(line.policy === undefined ? [] : [line.policy.answer.replace('-', ' ')]),
    versions === '' ? 'no version was accepted' : `TLS ${versions}`,
    ...(suites === 0 ? [] : [`${suites} suites`]),
    ...(line.postQuantum === 'offered' ? ['post-quantum'] : []),
    ...(line.unclear.length === 0 ? [] : [`unclear: ${line.unclear.join(', ')}`]),
  ].join(' · ');
}
