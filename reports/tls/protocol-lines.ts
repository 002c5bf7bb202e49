import { cut, fit } from '../display-width.ts';
import { grid, heading, type Mark, note, type Paint, type Pen, row, type Word, word } from './pen.ts';
import type { ProtocolView, ReportView, TlsLook } from './view.ts';

const NAMES: Readonly<Record<string, string>> = {
  SSLv2: 'SSL 2.0',
  SSLv3: 'SSL 3.0',
  'TLSv1.0': 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.3': 'TLS 1.3',
};
/** Accepted, they count for one. */
const GOOD = ['TLSv1.2', 'TLSv1.3'];
const POOR = ['TLSv1.0', 'TLSv1.1'];

const BECAUSE: Readonly<Record<string, string>> = {
  closed: 'the connection was closed without a word',
  reset: 'the connection was reset',
  'timed-out': 'there was no answer in time',
  'unexpected-answer': 'the answer made no sense as TLS',
  'not-askable': 'it could not be asked',
  throttled: 'the server had begun to turn us away',
};

/** RFC 8446 §6. */
const ALERTS: Readonly<Record<number, string>> = {
  40: 'handshake_failure',
  47: 'illegal_parameter',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  112: 'unrecognized_name',
  115: 'unknown_psk_identity',
};

const GROUPS: readonly { readonly strength: string; readonly title: string; readonly mark: string; readonly paint: Paint }[] = [
  { strength: 'strong', title: 'Forward secrecy and authenticated encryption', mark: '✓', paint: 'green' },
  { strength: 'no-aead', title: 'Forward secrecy, without authenticated encryption (CBC)', mark: '!', paint: 'yellow' },
  { strength: 'no-forward-secrecy', title: 'No forward secrecy', mark: '!', paint: 'yellow' },
  { strength: 'weak', title: 'Weak: RC4, or a cipher with blocks of 64 bits', mark: '✗', paint: 'red' },
  { strength: 'broken', title: 'Broken: no encryption, no authentication, or export keys', mark: '✗', paint: 'red' },
  { strength: 'unknown', title: 'In no registry', mark: '?', paint: 'yellow' },
];

export function versionName(version: string): string {
  return NAMES[version] ?? version;
}

export function protocolLines({ protocols }: ReportView, pen: Pen): readonly string[] {
  const rows = Object.entries(protocols).flatMap(([version, seen]) => (seen === undefined ? [] : protocolLine(version, seen, pen)));
  return rows.length === 0 ? [] : [...heading('Protocols', pen), ...rows];
}

function protocolLine(version: string, seen: ProtocolView, pen: Pen): readonly string[] {
  const { status, onlyThisVersion, suites, suitesUnclear = [], serverPreference } = seen;
  if (status === 'accepted') {
    const mark: Mark = GOOD.includes(version) ? 'good' : POOR.includes(version) ? 'poor' : 'bad';
    const count = suites === undefined ? [] : [`${suites.length} ${suites.length === 1 ? 'suite' : 'suites'}`];
    const unclear = suitesUnclear.length === 0 ? [] : [`${suitesUnclear.length} unclear`];
    const order = serverPreference === undefined ? [] : [serverPreference ? "the server's order" : "the client's order"];
    return row(mark, versionName(version), ['accepted', ...count, ...unclear, ...order].join(' · '), pen);
  }
  if (status === 'refused') return row('none', versionName(version), `refused · ${whyNotAccepted(seen)}`, pen, 'dim');
  const only = onlyThisVersion === true ? '; the same hello in another version was answered each time' : '';
  return row(
    'open',
    versionName(version),
    `inconclusive · ${whyNotAccepted(seen)}${only}`,
    pen,
    onlyThisVersion === true ? 'dim' : 'yellow',
  );
}

/** What was heard instead of a handshake. */
export function whyNotAccepted({ status, because = '', alert }: ProtocolView): string {
  if (status === 'refused') return alert === undefined ? 'another version was answered' : alertWords(alert);
  return alert === undefined ? (BECAUSE[because] ?? because) : `${alertWords(alert)} is no refusal of the version`;
}

function alertWords(alert: number): string {
  return `alert ${alert}${ALERTS[alert] === undefined ? '' : ` ${ALERTS[alert]}`}`;
}

/** Every suite once, with the versions that accept it, under what it is worth. */
export function suiteLines({ protocols }: ReportView, { worth }: TlsLook, pen: Pen): readonly string[] {
  const versions = new Map<string, string[]>();
  for (const [version, seen] of Object.entries(protocols).toReversed())
    for (const suite of seen?.suites ?? []) versions.set(suite, [...(versions.get(suite) ?? []), shortVersion(version)]);
  if (versions.size === 0) return [];
  const longest = Math.max(...[...versions.keys()].map((name) => name.length));
  const all = [...versions].map(([name, spoken]) => ({ name, spoken, ...worth(name) }));
  const width = Math.min(longest, pen.columns - 26);
  const sections = GROUPS.flatMap(({ strength, title, mark, paint }) => {
    const cells = all.filter((suite) => suite.strength === strength).map(({ name, bits, spoken }) => cellOf(name, bits, spoken, width));
    if (cells.length === 0) return [];
    return [
      `  ${pen.paint(mark, paint)} ${pen.paint(cut(title, pen.columns - 4), paint === 'green' ? undefined : paint)}`,
      ...grid(cells, pen),
    ];
  });
  return [...heading(`Cipher suites  ${all.length}`, pen), ...sections];
}

function cellOf(name: string, bits: number | undefined, spoken: readonly string[], width: number): readonly Word[] {
  const size = bits === undefined ? '' : `${bits}`;
  return [word(fit(name, width)), word(`  ${fit(size, 3, 'right')}`, 'dim'), word(`  ${spoken.join(' ')}`, 'cyan')];
}

function shortVersion(version: string): string {
  return versionName(version).replace(/^TLS /, '').replace(/^SSL /, 'ssl');
}

export function upgradeLines({ upgradedFrom, upgrade }: ReportView, pen: Pen): readonly string[] {
  if (upgradedFrom === undefined || upgrade === 'offered') return [];
  const says = upgrade === 'not-offered' ? `${upgradedFrom} offers no TLS here` : `whether ${upgradedFrom} offers TLS here stays unclear`;
  return ['', ...note(says, pen, 'red', 2)];
}
