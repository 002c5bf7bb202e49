import { fit } from '../display-width.ts';
import { grid, heading, marks, type Paint, type Pen, row, type Word, word } from './pen.ts';
import { versionName } from './protocol-lines.ts';
import type { HstsView, Offered, ReportView } from './view.ts';

const DAY = 86_400;
const HALF_YEAR = 180 * DAY;

/** What is good to have, and what is not. The rest is neither. */
const GOOD = ['extended-master-secret', 'encrypt-then-mac', 'secure-renegotiation', 'fallback-scsv', 'downgrade-sentinel', 'ocsp-staple'];
const BAD = ['compression', 'heartbeat'];

export function webLines({ hsts, http }: ReportView, pen: Pen): readonly string[] {
  if (hsts === undefined && http === undefined) return [];
  return [...heading('HTTP', pen), ...hstsLine(hsts, pen), ...plainTextLine(http?.plainText, pen), ...securityTextLine(http, pen)];
}

function hstsLine(hsts: HstsView | undefined, pen: Pen): readonly string[] {
  if (hsts === undefined) return row('open', 'HSTS', 'nothing answered over HTTPS', pen, 'yellow');
  const { status, because = '', maxAgeSeconds = 0, includeSubDomains, preload } = hsts;
  if (status === 'absent') return row('poor', 'HSTS', 'not sent', pen);
  if (status === 'invalid') return row('bad', 'HSTS', `sent, and not valid: ${because}`, pen, 'red');
  const more = [...(includeSubDomains === true ? ['subdomains too'] : []), ...(preload === true ? ['asks to be preloaded'] : [])];
  const length = maxAgeSeconds < DAY ? `${maxAgeSeconds} seconds` : `${Math.floor(maxAgeSeconds / DAY)} days`;
  return row(maxAgeSeconds < HALF_YEAR ? 'poor' : 'good', 'HSTS', [length, ...more].join(' · '), pen);
}

function plainTextLine(plainText: string | undefined, pen: Pen): readonly string[] {
  if (plainText === undefined) return [];
  if (plainText === 'redirects-to-tls') return row('good', 'Plain HTTP', 'redirects to HTTPS', pen);
  if (plainText === 'refused') return row('good', 'Plain HTTP', 'nothing listens', pen);
  if (plainText === 'serves') return row('poor', 'Plain HTTP', 'answers without TLS', pen, 'yellow');
  return row('open', 'Plain HTTP', 'inconclusive', pen, 'yellow');
}

function securityTextLine(http: ReportView['http'], pen: Pen): readonly string[] {
  const text = http?.securityText;
  if (text === undefined) return [];
  if (!text.present) return row('none', 'security.txt', 'none', pen, 'dim');
  return text.expired === true ? row('poor', 'security.txt', 'has expired', pen) : row('good', 'security.txt', 'present', pen);
}

export function featureLines(report: ReportView, pen: Pen): readonly string[] {
  const { features = {}, withoutServerName, secondWitness } = report;
  const cells = Object.entries(features).flatMap(([name, status]) => (status === undefined ? [] : [featureCell(name, status)]));
  const rows = [
    ...clientCertificateLine(report, pen),
    ...(withoutServerName === undefined ? [] : row('none', 'Without SNI', withoutName(withoutServerName), pen)),
    ...(secondWitness === undefined ? [] : witnessLine(secondWitness, pen)),
  ];
  return cells.length + rows.length === 0 ? [] : [...heading('Behaviour', pen), ...grid(cells, pen, 2), ...rows];
}

function clientCertificateLine({ clientCertificate, clientCertificateRequired: required }: ReportView, pen: Pen): readonly string[] {
  if (clientCertificate === undefined) return [];
  const more = required === undefined ? '' : required ? ' · a client without one is turned away' : ' · a client without one is let in';
  return row('none', 'Client certificate', `${clientCertificate.replace('-', ' ')}${more}`, pen);
}

function featureCell(name: string, status: Offered): readonly Word[] {
  const on = status === 'offered';
  const mark =
    status === 'inconclusive'
      ? marks.open
      : BAD.includes(name)
        ? on
          ? marks.bad
          : marks.good
        : GOOD.includes(name) && on
          ? marks.good
          : marks.none;
  const paint: Paint | undefined = status === 'inconclusive' ? 'yellow' : on ? undefined : 'dim';
  return [mark, word(` ${name.replaceAll('-', ' ')}: ${on ? 'yes' : status === 'inconclusive' ? 'unclear' : 'no'}`, paint)];
}

/** OpenSSL's own handshake beside ours. */
function witnessLine({ protocol, suite = '', code = '', agrees }: NonNullable<ReportView['secondWitness']>, pen: Pen): readonly string[] {
  if (protocol === undefined) return row('open', 'Second client', `OpenSSL made no handshake: ${code}`, pen, 'yellow');
  const got = `OpenSSL got ${protocol.replace('v', ' ')} ${suite}`;
  if (agrees === undefined) return row('none', 'Second client', got, pen);
  return agrees
    ? row('good', 'Second client', `${got} · it agrees`, pen)
    : row('bad', 'Second client', `${got} · it disagrees`, pen, 'red');
}

function withoutName({ status, sameCertificate }: NonNullable<ReportView['withoutServerName']>): string {
  if (sameCertificate === undefined) return status;
  return `${status} · ${sameCertificate ? 'the same certificate' : 'another certificate'}`;
}

export function clientLines({ simulations = [] }: ReportView, pen: Pen): readonly string[] {
  if (simulations.length === 0) return [];
  return [
    ...heading('Modern clients', pen),
    ...simulations.flatMap(({ client, status, protocol = '', suite = '', group }) => {
      if (status !== 'connected')
        return row(status === 'refused' ? 'bad' : 'open', client, status, pen, status === 'refused' ? 'red' : 'yellow');
      const name = suite.replace(/^TLS_/, '').replace('_WITH_', ' ');
      return row('good', client, `${versionName(protocol)}  ${fit(name, 32).trimEnd()}${group === undefined ? '' : `  ${group}`}`, pen);
    }),
  ];
}

export function complianceLines({ compliance = [] }: ReportView, pen: Pen): readonly string[] {
  if (compliance.length === 0) return [];
  return [
    ...heading(`Mozilla's guideline ${compliance[0]?.version ?? ''}`, pen),
    ...compliance.flatMap(({ policy, answer, requirements }) => {
      const open = requirements.filter((each) => each.binding && each.answer !== 'met').flatMap(({ faults }) => faults);
      const words = open.length === 0 ? '' : ` · ${some(open, 2)}`;
      return row(ANSWERS[answer].mark, policy.replace('mozilla-', ''), `${ANSWERS[answer].says}${words}`, pen);
    }),
  ];
}

const ANSWERS = {
  met: { mark: 'good', says: 'met' },
  'not-met': { mark: 'bad', says: 'not met' },
  unseen: { mark: 'open', says: 'unclear' },
} as const;

/** What a guideline lists is many; which of its requirements are not met is few. */
export function policyLines({ policy, compliance = [] }: ReportView, pen: Pen): readonly string[] {
  if (policy === undefined) return [];
  const { policy: name, answer, faults } = policy;
  const requirements = compliance
    .find((each) => each.policy === name)
    ?.requirements.filter((each) => each.binding && each.answer !== 'met');
  return [
    ...policyHeading({ policy }, pen),
    ...(requirements === undefined
      ? faults.flatMap((fault, index) => row(ANSWERS[answer].mark, index === 0 ? 'because' : '', fault, pen))
      : requirements.flatMap((each) => row(ANSWERS[each.answer].mark, each.requirement.replaceAll('-', ' '), some(each.faults, 3), pen))),
  ];
}

export function policyHeading({ policy }: Pick<ReportView, 'policy'>, pen: Pen): readonly string[] {
  return policy === undefined ? [] : heading(`Policy ${policy.policy}: ${ANSWERS[policy.answer].says}`, pen);
}

/** The first of them, and how many more there are. */
function some(all: readonly string[], most: number): string {
  return [...all.slice(0, most), ...(all.length > most ? [`and ${all.length - most} more`] : [])].join('; ');
}
