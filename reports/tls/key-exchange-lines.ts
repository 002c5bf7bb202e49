import { heading, type Pen, row } from './pen.ts';
import { versionName } from './protocol-lines.ts';
import type { ReportView } from './view.ts';

const POST_QUANTUM = /MLKEM|Kyber/;

export function keyExchangeLines(report: ReportView, pen: Pen): readonly string[] {
  const rows = [...postQuantumLine(report, pen), ...groupLines(report, pen), ...primeLines(report, pen), ...signatureLines(report, pen)];
  return rows.length === 0 ? [] : [...heading('Key exchange', pen), ...rows];
}

function postQuantumLine({ postQuantum, groups = [] }: ReportView, pen: Pen): readonly string[] {
  if (postQuantum === undefined) return [];
  const accepted = [...new Set(groups.map(({ group }) => group).filter((group) => POST_QUANTUM.test(group)))];
  if (postQuantum === 'offered') return row('good', 'Post-quantum', `yes · ${accepted.join(', ')}`, pen);
  if (postQuantum === 'not-offered') return row('poor', 'Post-quantum', 'no · every group with ML-KEM was refused', pen);
  return row('open', 'Post-quantum', 'inconclusive', pen, 'yellow');
}

/** One line for each version, and for each sort of certificate where they differ. */
function groupLines({ groups, groupsUnclear = [] }: ReportView, pen: Pen): readonly string[] {
  if (groups === undefined) return [];
  const lists = new Map<string, { readonly version: string; readonly with: string[] }>();
  const places = [...new Set(groups.map(({ protocol, authentication }) => `${protocol} ${authentication}`))];
  for (const place of places) {
    const [version = '', authentication = ''] = place.split(' ');
    const names = groups.filter((each) => each.protocol === version && each.authentication === authentication).map(({ group }) => group);
    const key = `${version} ${names.join(', ')}`;
    const list = lists.get(key) ?? { version, with: [] };
    lists.set(key, list);
    if (authentication !== 'any') list.with.push(authentication.toUpperCase());
  }
  const lines = [...lists].flatMap(([key, { version, with: sorts }]) => {
    const names = key.slice(version.length + 1);
    const label = version === 'TLSv1.3' ? 'Groups, TLS 1.3' : `Groups, ${versionName(version).replace('TLS ', '≤ ')}`;
    const split = [...lists.values()].filter((each) => each.version === version).length > 1 && sorts.length > 0;
    return row('none', label, `${names}${split ? ` (with ${sorts.join(' and ')} certificates)` : ''}`, pen);
  });
  const none = groups.length === 0 && groupsUnclear.length === 0 ? row('none', 'Groups', 'none', pen) : [];
  const unclear = groupsUnclear.length === 0 ? [] : row('open', 'Groups unclear', groupsUnclear.join(', '), pen, 'yellow');
  return [...lines, ...none, ...unclear];
}

function primeLines({ dhStatus, dh = [] }: ReportView, pen: Pen): readonly string[] {
  if (dhStatus === undefined) return [];
  if (dhStatus === 'not-offered') return row('none', 'Diffie-Hellman', 'no finite-field suite in TLS 1.2 and below', pen, 'dim');
  const sizes = new Map<string, { readonly bits: number | undefined; readonly suites: Set<string> }>();
  for (const { suite, bits, prime } of dh) {
    const key = `${bits === undefined ? 'of unread size' : `${bits} bits`}${prime === undefined ? '' : `, the common prime ${prime}`}`;
    const size = sizes.get(key) ?? { bits, suites: new Set() };
    sizes.set(key, size);
    size.suites.add(suite);
  }
  const lines = [...sizes].flatMap(([key, { bits, suites }]) => {
    const mark = bits === undefined ? 'open' : bits < 1024 ? 'bad' : bits < 2048 ? 'poor' : 'good';
    return row(mark, 'Diffie-Hellman', `${key} · ${suites.size} ${suites.size === 1 ? 'suite' : 'suites'}`, pen);
  });
  return dhStatus === 'inconclusive' ? [...lines, ...row('open', 'Diffie-Hellman', 'some suites stay unclear', pen, 'yellow')] : lines;
}

function signatureLines({ signatureAlgorithms = [] }: ReportView, pen: Pen): readonly string[] {
  const versions = [...new Set(signatureAlgorithms.map(({ protocol }) => protocol))];
  return versions.flatMap((version) => {
    const schemes = signatureAlgorithms.filter(({ protocol }) => protocol === version).map(({ scheme }) => scheme);
    const mark = schemes.some((scheme) => /sha1|md5/.test(scheme)) ? 'poor' : 'none';
    return row(mark, `Signatures, ${versionName(version).replace('TLS ', '')}`, schemes.join(', '), pen);
  });
}
