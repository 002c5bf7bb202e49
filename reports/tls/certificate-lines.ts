import { heading, type Pen, row } from './pen.ts';
import type { ReportView, ShownCertificate, TrustView } from './view.ts';

const DAY = 86_400_000;
const SOON = 14;
const NAMES = 6;

const UNTRUSTED: Readonly<Record<string, string>> = {
  'self-signed': 'it is signed by itself',
  'unknown-issuer': 'nobody that is trusted has issued it',
  'incomplete-chain': 'the server does not send the certificates that lead to a root',
  'expired-chain': 'another certificate of the chain is out of date',
  'bad-signature': 'a signature is wrong',
  'bad-purpose': 'one of the chain may not be used so',
  weak: 'it is signed too weakly',
};
const ROOTS: Readonly<Record<string, string>> = {
  'bundled-roots': "Mozilla's roots, as Node carries them",
  'system-roots': "this system's roots",
  'given-ca': 'the roots of --ca',
};

export function certificateLines({ certificate, otherCertificates = [], caa }: ReportView, pen: Pen): readonly string[] {
  const all = certificate === undefined ? [] : [certificate, ...otherCertificates];
  const lines = all.flatMap((one, index) => [
    ...heading(all.length === 1 ? 'Certificate' : `Certificate ${index + 1} of ${all.length}`, pen),
    ...oneCertificate(one, pen),
  ]);
  if (caa === undefined || lines.length === 0) return lines;
  const issuers = caa.issuers === undefined ? 'no limit' : caa.issuers.length === 0 ? 'nobody may issue' : caa.issuers.join(', ');
  if (caa.status === 'unseen') return [...lines, ...row('open', 'CAA', 'the DNS did not answer', pen, 'yellow')];
  return [...lines, ...row(caa.status === 'present' ? 'good' : 'none', 'CAA', caa.status === 'present' ? issuers : 'no record', pen)];
}

function oneCertificate(trust: TrustView, pen: Pen): readonly string[] {
  const [leaf, ...above] = trust.chain;
  if (leaf === undefined) return [];
  return [
    ...row('none', 'Subject', leaf.subject === '' ? '(empty)' : leaf.subject, pen),
    ...namesLine(leaf, trust, pen),
    ...validityLine(leaf, trust, pen),
    ...keyLine(leaf, trust, pen),
    ...trustLine(trust, pen),
    ...above.flatMap((one, index) => row('none', index === 0 ? 'Chain' : '', chainWords(one), pen, 'dim')),
    ...chainLine(trust, pen),
    ...moreLines(trust, pen),
  ];
}

function namesLine({ names = [] }: ShownCertificate, { nameMatches }: TrustView, pen: Pen): readonly string[] {
  const shown = `${names.slice(0, NAMES).join(', ')}${names.length > NAMES ? ` and ${names.length - NAMES} more` : ''}`;
  const list = names.length === 0 ? 'none' : shown;
  if (nameMatches === undefined) return row('none', 'Names', list, pen);
  return nameMatches ? row('good', 'Names', list, pen) : row('bad', 'Names', `not for this host: ${list}`, pen, 'red');
}

function validityLine({ notBefore, notAfter }: ShownCertificate, { judgedAt, inDate }: TrustView, pen: Pen): readonly string[] {
  const days = Math.floor((Date.parse(notAfter) - Date.parse(judgedAt)) / DAY);
  const span = `${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}`;
  if (!inDate) return row('bad', 'Validity', `${days < 0 ? 'expired' : 'not valid yet'} · ${span}`, pen, 'red');
  return row(days < SOON ? 'poor' : 'good', 'Validity', `${days} ${days === 1 ? 'day' : 'days'} left · ${span}`, pen);
}

function keyLine({ keyType, keyBits, signatureAlgorithm }: ShownCertificate, { weaknesses }: TrustView, pen: Pen): readonly string[] {
  const key = [keyType ?? 'of unknown sort', ...(keyBits === undefined ? [] : [`${keyBits} bits`])].join(' ');
  const signed = signatureAlgorithm === undefined ? '' : ` · signed with ${signatureAlgorithm}`;
  if (weaknesses.length === 0) return row('good', 'Key', `${key}${signed}`, pen);
  const weak = weaknesses.map(({ because, subject }) => `${because} (${subject})`).join(', ');
  return row('bad', 'Key', `${key}${signed} · weak: ${weak}`, pen, 'red');
}

function trustLine({ trusted, untrustedBecause = '', roots }: TrustView, pen: Pen): readonly string[] {
  if (trusted) return row('good', 'Trust', `trusted by ${ROOTS[roots] ?? roots}`, pen);
  return row('bad', 'Trust', `not trusted by ${ROOTS[roots] ?? roots}: ${UNTRUSTED[untrustedBecause] ?? untrustedBecause}`, pen, 'red');
}

function chainWords({ subject, keyType, keyBits, notAfter }: ShownCertificate): string {
  return `${subject} · ${[keyType, keyBits].filter((part) => part !== undefined).join(' ')} · until ${notAfter.slice(0, 10)}`;
}

function chainLine({ chain, chainComplete }: TrustView, pen: Pen): readonly string[] {
  const sent = `${chain.length} ${chain.length === 1 ? 'certificate' : 'certificates'} sent`;
  if (chainComplete === undefined)
    return row('none', 'Chain sent', `${sent} · whether that is all cannot be told without a root`, pen, 'dim');
  return chainComplete
    ? row('good', 'Chain sent', `${sent} · complete`, pen)
    : row('poor', 'Chain sent', `${sent} · incomplete`, pen, 'yellow');
}

function moreLines({ transparencyProofs, staple }: TrustView, pen: Pen): readonly string[] {
  const proofs =
    transparencyProofs === undefined || transparencyProofs.length === 0
      ? []
      : row('none', 'Transparency', `${transparencyProofs.length} embedded timestamps`, pen);
  if (staple === undefined) return proofs;
  const says = staple.says ?? 'nothing about it';
  const mark = staple.says === 'revoked' ? 'bad' : staple.verified ? 'good' : 'poor';
  return [...proofs, ...row(mark, 'OCSP staple', staple.verified ? says : `${says} · not verified: ${staple.because ?? ''}`, pen)];
}
