/** Extensions and behaviours of TLS 1.2 and below, many asked in one hello; where that hello is not answered, each on its own. */
import { FALLBACK_SCSV, suites } from '../names/suites.ts';
import { versionCodes } from '../names/versions.ts';
import type { Offered } from '../result.ts';
import { extension, type Hello } from '../wire/client-hello.ts';
import { readAlpn, type ServerHello } from '../wire/server-flight.ts';
import { type Ask, type Asked, twice } from './asker.ts';
import { helloOf } from './hellos.ts';
import { encryptedOf } from './read-handshake.ts';
import { openableOffer } from './tls13-offer.ts';
import type { VersionFound } from './version.ts';

export type Features = Readonly<Record<string, Offered>>;

interface Feature {
  readonly name: string;
  readonly ask: Partial<Hello>;
  readonly seen: (hello: ServerHello) => boolean;
}

const NO_APPLICATION_PROTOCOL = 120;
const DOWNGRADE = Buffer.from('444f574e475244', 'hex'); // RFC 8446 §4.1.3

const together: readonly Feature[] = [
  {
    name: 'session-tickets',
    ask: { extensions: [extension.sessionTicket] },
    seen: ({ extensions }) => extensions.has(extension.sessionTicket),
  },
  { name: 'heartbeat', ask: { extensions: [extension.heartbeat] }, seen: ({ extensions }) => extensions.has(extension.heartbeat) },
  { name: 'compression', ask: { compressions: [1, 0] }, seen: ({ compression }) => compression === 1 },
  { name: 'alpn-h2', ask: { alpn: ['h2'] }, seen: (hello) => alpnOf(hello) === 'h2' },
];

/** What wants CBC suites, or the absence of something above. */
const apart: readonly Feature[] = [
  {
    name: 'encrypt-then-mac',
    ask: { extensions: [extension.encryptThenMac] },
    seen: ({ extensions }) => extensions.has(extension.encryptThenMac),
  },
  { name: 'alpn-http/1.1', ask: { alpn: ['http/1.1'] }, seen: (hello) => alpnOf(hello) === 'http/1.1' },
];

export async function findFeatures(
  ask: Ask,
  found: readonly VersionFound[],
  serverName: string | undefined,
): Promise<{ readonly features: Features; readonly staple?: Buffer }> {
  const accepted = found.filter(({ version, status }) => status === 'accepted' && version !== 'SSLv2' && version !== 'SSLv3');
  const older = accepted.filter(({ version }) => version !== 'TLSv1.3').at(-1);
  const tls13 = accepted.find(({ version }) => version === 'TLSv1.3');
  const [first, second, scsv, staple, alpn] = await Promise.all([
    older === undefined
      ? {}
      : askAll(
          ask,
          older,
          together,
          'together',
          older.suites.map(({ suite }) => suite),
          serverName,
        ),
    older === undefined ? {} : askApart(ask, older, serverName),
    accepted.length < 2 || older === undefined ? undefined : askFallback(ask, accepted.at(-2) ?? older, serverName),
    older === undefined ? undefined : askStaple(ask, older, serverName),
    tls13 === undefined ? {} : askAlpn13(ask, tls13, serverName),
  ]);
  return {
    features: {
      ...(older === undefined ? {} : seenAlready(older, found)),
      ...first,
      ...second,
      ...(scsv === undefined ? {} : { 'fallback-scsv': scsv }),
      ...(staple === undefined ? {} : { 'ocsp-staple': staple.status }),
      ...alpn,
    },
    ...(staple?.der === undefined ? {} : { staple: staple.der }),
  };
}

/** What every ServerHello of that version has told anyway. */
function seenAlready(older: VersionFound, found: readonly VersionFound[]): Features {
  const hellos = older.suites.flatMap(({ asked: { answer } }) => (answer.status === 'accepted' ? [answer.hello] : []));
  const has = (type: number): Offered => (hellos.some(({ extensions }) => extensions.has(type)) ? 'offered' : 'not-offered');
  const higher = found.some(({ version, status }) => status === 'accepted' && versionCodes[version] > versionCodes[older.version]);
  return {
    'extended-master-secret': has(extension.extendedMasterSecret),
    'secure-renegotiation': has(extension.renegotiationInfo),
    'session-ids': hellos.some(({ sessionId }) => sessionId.length > 0) ? 'offered' : 'not-offered',
    ...(higher
      ? { 'downgrade-sentinel': hellos.every(({ random }) => random.subarray(24, 31).equals(DOWNGRADE)) ? 'offered' : 'not-offered' }
      : {}),
  };
}

function askApart(ask: Ask, older: VersionFound, serverName: string | undefined): Promise<Features> {
  const accepted = older.suites.map(({ suite }) => suite);
  const cbc = accepted.filter((suite) => suites.get(suite)?.cipher.endsWith('_CBC') === true);
  // Without a CBC suite there is nothing that it could be offered for (RFC 7366 §3).
  return cbc.length > 0
    ? askAll(ask, older, apart, 'apart', cbc, serverName)
    : askAll(ask, older, apart.slice(1), 'apart', accepted, serverName);
}

async function askAll(
  ask: Ask,
  { version, size }: VersionFound,
  features: readonly Feature[],
  name: string,
  offered: readonly number[],
  serverName: string | undefined,
): Promise<Features> {
  const say = (asked: readonly Feature[], path: string): Promise<Asked> => {
    const plain = helloOf(version, offered, serverName, size);
    const more = Object.assign({}, ...asked.map((feature) => feature.ask));
    const extensions = [...(plain.extensions ?? []), ...asked.flatMap((feature) => feature.ask.extensions ?? [])];
    return ask({ id: `${version}/features/${path}`, hello: { ...plain, ...more, extensions }, until: 'hello' });
  };
  const all = await say(features, name);
  if (all.answer.status === 'accepted') return Object.fromEntries(features.map((feature) => [feature.name, answerOf(feature, all)]));
  const each = await Promise.all(
    features.map(async (feature) => [feature.name, answerOf(feature, await say([feature], feature.name))] as const),
  );
  return Object.fromEntries(each);
}

function answerOf({ seen }: Feature, { answer, probe }: Asked): Offered {
  if (answer.status === 'accepted') return seen(answer.hello) ? 'offered' : 'not-offered';
  return probe.hello.alpn !== undefined && 'alert' in answer && answer.alert === NO_APPLICATION_PROTOCOL ? 'not-offered' : 'inconclusive';
}

/** RFC 7507: a lower version than the best, with the mark of a fallback, is to be refused. */
async function askFallback(ask: Ask, { version, size, suites: accepted }: VersionFound, serverName: string | undefined): Promise<Offered> {
  const plain = helloOf(
    version,
    accepted.map(({ suite }) => suite),
    serverName,
    size,
  );
  const { answer } = await twice(ask, `${version}/features/fallback-scsv`, () => ({
    hello: { ...plain, suites: [...plain.suites, FALLBACK_SCSV] },
    until: 'hello',
  }));
  if (answer.status === 'accepted') return 'not-offered';
  return answer.status === 'refused' && answer.because === 'alert' && answer.alert === 86 ? 'offered' : 'inconclusive';
}

/** Asked on its own: there are servers that close where they have no staple. */
async function askStaple(
  ask: Ask,
  { version, size, suites: accepted }: VersionFound,
  serverName: string | undefined,
): Promise<{ readonly status: Offered; readonly der?: Buffer | undefined }> {
  const plain = helloOf(
    version,
    accepted.map(({ suite }) => suite),
    serverName,
    size,
  );
  const { answer } = await twice(ask, `${version}/features/ocsp-staple`, () => ({
    hello: { ...plain, extensions: [...(plain.extensions ?? []), extension.statusRequest] },
    until: 'flight',
  }));
  if (answer.status !== 'accepted') return { status: 'inconclusive' };
  const { status, done } = answer.flight;
  if (status !== undefined) return { status: 'offered', der: status };
  return { status: done ? 'not-offered' : 'inconclusive' };
}

/** In TLS 1.3 the answer is encrypted. */
async function askAlpn13(ask: Ask, found: VersionFound, serverName: string | undefined): Promise<Features> {
  const protocols = ['h2', 'http/1.1'];
  const answers = await Promise.all(
    protocols.map(async (protocol) => {
      const suites = found.suites.map(({ suite }) => suite);
      const asked = await twice(ask, `TLSv1.3/features/alpn-${protocol}`, (again) => {
        const hello = helloOf('TLSv1.3', suites, serverName, found.size, { ...openableOffer(found, again), alpn: [protocol] });
        return { hello, until: 'finished' };
      });
      const extensions = encryptedOf(asked)?.extensions;
      const alerts = [...(encryptedOf(asked)?.alerts ?? []), ...asked.answer.flight.alerts];
      const refused = alerts.some(({ description }) => description === NO_APPLICATION_PROTOCOL);
      const chosen = extensions?.get(extension.alpn);
      const status: Offered = refused
        ? 'not-offered'
        : extensions === undefined
          ? 'inconclusive'
          : chosen !== undefined && readAlpn(chosen) === protocol
            ? 'offered'
            : 'not-offered';
      return [`alpn-${protocol}`, status] as const;
    }),
  );
  return Object.fromEntries(answers);
}

function alpnOf({ extensions }: ServerHello): string | undefined {
  const answer = extensions.get(extension.alpn);
  return answer === undefined ? undefined : readAlpn(answer);
}
