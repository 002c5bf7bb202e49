import { list } from '../wording.ts';
import { policyHeading } from './other-lines.ts';
import { heading, note, type Pen, row } from './pen.ts';
import { versionName, whyNotAccepted } from './protocol-lines.ts';
import type { ReportView } from './view.ts';

const VERSIONS = 6;

/** Node's codes. */
const NO_CONNECTION: Readonly<Record<string, { readonly says: string; readonly todo: string }>> = {
  ECONNREFUSED: { says: 'the connection was refused', todo: 'see whether the service runs, and whether this is its port' },
  ETIMEDOUT: {
    says: 'there was no answer in time',
    todo: 'a firewall may drop what it does not let through: ask from another network, or wait longer with --timeout',
  },
  EHOSTUNREACH: { says: 'there is no way to that address', todo: 'see whether this machine has a route to it' },
  ENETUNREACH: { says: 'there is no way to that network', todo: 'see whether this machine has a route to it: many have none for IPv6' },
};

const NAME_PROTOCOL = 'where TLS starts inside another protocol, name that: smtp://, imap://, pop3:// or postgres://';

/** Whether there is nothing to draw tables of: what had any handshake, in whichever way, is told in full. */
export function isNothing({ connections, upgrade, protocols, groups = [], certificate, simulations = [] }: ReportView): boolean {
  if (connections === 0 || upgrade === 'not-offered') return true;
  const seen = Object.values(protocols);
  return (
    seen.length > 0 &&
    seen.every((protocol) => protocol?.status !== 'accepted') &&
    groups.length === 0 &&
    certificate === undefined &&
    simulations.every(({ status }) => status !== 'connected')
  );
}

/** Of an address that accepted nothing: what was tried, what happened, and what a person can do about it. */
export function nothingLines(one: ReportView, pen: Pen): readonly string[] {
  const { title, tried, happened, todo } = one.connections === 0 ? unreachable(one) : nothingAccepted(one);
  return [
    ...policyHeading(one, pen),
    ...heading(title, pen),
    ...row('none', 'What was tried', tried, pen),
    ...happened.flatMap((says, index) => row('open', index === 0 ? 'What happened' : '', says, pen, 'yellow')),
    ...row('none', 'What to do', todo, pen),
    ...(one.throttled ? note('The server began to turn us away: what was refused stands as inconclusive.', pen, 'yellow', 2) : []),
  ];
}

interface Told {
  readonly title: string;
  readonly tried: string;
  readonly happened: readonly string[];
  readonly todo: string;
}

function unreachable({ address, because }: ReportView): Told {
  const { says, todo } = NO_CONNECTION[because ?? ''] ?? {
    says: because ?? 'no connection was made',
    todo: 'see whether this machine can connect to it at all',
  };
  return { title: 'Unreachable', tried: `to connect to ${address}`, happened: [says], todo };
}

function nothingAccepted(one: ReportView): Told {
  const { connections, seconds, upgrade, upgradedFrom = '', protocols } = one;
  const cost = `${connections} ${connections === 1 ? 'connection' : 'connections'} in ${seconds.toFixed(1)} s`;
  if (upgrade === 'not-offered') {
    const todo = `switch TLS on in the server, or name another port: its own words say that ${upgradedFrom} has none here`;
    return {
      title: 'No TLS is offered',
      tried: `STARTTLS of ${upgradedFrom} · ${cost}`,
      happened: [`${upgradedFrom} offers no TLS here`],
      todo,
    };
  }
  const isRefused = Object.values(protocols).every((protocol) => protocol?.status === 'refused');
  const from = upgradedFrom === '' ? '' : `STARTTLS of ${upgradedFrom}, then `;
  return {
    title: isRefused ? 'Every version was refused' : 'No version was accepted',
    tried: `${from}${versionWords(protocols)} · ${cost}`,
    happened: [...(upgrade === 'inconclusive' ? [`whether ${upgradedFrom} offers TLS here stays unclear`] : []), ...whyNothing(one)],
    todo: whatToDo(one),
  };
}

/** "each time: …" where it was the same for every version. Whether a connection was closed or reset is often chance. */
export function whyNothing({ protocols, plainHttp }: Pick<ReportView, 'protocols' | 'plainHttp'>): readonly string[] {
  const seen = Object.entries(protocols).flatMap(([version, protocol]) => (protocol === undefined ? [] : [{ version, protocol }]));
  const because = new Set(seen.map(({ protocol }) => protocol.because));
  const isCut = because.has('closed') && because.has('reset');
  const reasons = Map.groupBy(seen, ({ protocol }) =>
    isCut && (protocol.because === 'closed' || protocol.because === 'reset')
      ? 'the connection was closed or reset without a word'
      : whyNotAccepted(protocol),
  );
  const told = [...reasons].map(([why, those]) =>
    reasons.size === 1 ? `each time: ${why}` : `${list(those.map(({ version }) => versionName(version)))}: ${why}`,
  );
  return plainHttp === true ? ['it speaks plain HTTP: a hello was answered with an HTTP response', ...told] : told;
}

/** "SSL 2.0 to TLS 1.3" where all were asked for. */
function versionWords(protocols: ReportView['protocols']): string {
  const names = Object.keys(protocols).map(versionName);
  return names.length === VERSIONS ? `${names[0] ?? ''} to ${names.at(-1) ?? ''}` : list(names);
}

/** The one hint that helps most, by what was heard. */
function whatToDo({ protocols, plainHttp, throttled, upgrade, upgradedFrom = '', serverName }: ReportView): string {
  const seen = Object.values(protocols).filter((protocol) => protocol !== undefined);
  const heard = (because: string): boolean => seen.some((protocol) => protocol.because === because);
  if (throttled) return 'ask again later, and more slowly: --rate 5';
  if (upgrade === 'inconclusive') return `see whether ${upgradedFrom} is what listens on this port, and wait longer with --timeout`;
  const hasAlert = seen.some(({ alert }) => alert !== undefined);
  if (plainHttp === true && !hasAlert) return `name the port on which it speaks TLS, often 443; ${NAME_PROTOCOL}`;
  if (heard('unexpected-answer') && !hasAlert) return `see whether this port speaks TLS at all; ${NAME_PROTOCOL}`;
  if (hasAlert)
    return serverName === undefined
      ? 'it speaks TLS, and may want to be asked by a name that it serves: scan the name, not the address'
      : `it speaks TLS: see whether it serves ${serverName}, and has a certificate and suites to use`;
  if (heard('timed-out')) return 'wait longer with --timeout; where TLS starts inside another protocol, name that: smtp://, imap://, …';
  return serverName === undefined
    ? 'scan the name, not the address; or ask from another network: a firewall may close what it does not let through'
    : 'see whether this port speaks TLS at all, or ask from another network: a firewall may close what it does not let through';
}
