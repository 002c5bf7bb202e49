/** One version: whether it is spoken, and with which suites. */
import { tls13Groups } from '../names/groups.ts';
import type { TlsVersion } from '../names/versions.ts';
import { acceptsSsl2, refusesVersion, type Unclear } from '../probe/answer.ts';
import type { Probe } from '../probe/probe.ts';
import { ourGroups } from '../tls13/key-share.ts';
import { type Ask, type Asked, twice, wasCutOff } from './asker.ts';
import { type Elimination, eliminate } from './eliminate.ts';
import { helloOf, rowsOf, type Size } from './hellos.ts';

export interface VersionFound {
  readonly version: TlsVersion;
  readonly status: 'accepted' | 'refused' | 'inconclusive';
  readonly because?: 'alert' | 'other-version' | Unclear;
  readonly alert?: number;
  /** Each accepted suite with the handshake that shows it. Of SSLv2: codes of three bytes. */
  readonly suites: readonly { readonly suite: number; readonly asked: Asked }[];
  readonly unclear: readonly number[];
  /** Whether `suites` is all there is to find. */
  readonly enumerated: boolean;
  /** The hello that the server understood; TLS 1.3: whether it wants a key share in it. */
  readonly size: Size;
  readonly shares: boolean;
  /** TLS 1.3: groups seen on the way. */
  readonly groups: readonly number[];
}

/** `whole`: every suite; else only whether the version is spoken. */
export async function findVersion(ask: Ask, version: TlsVersion, serverName: string | undefined, whole: boolean): Promise<VersionFound> {
  if (version === 'SSLv2') return findSsl2(ask);
  const groups: number[] = [];
  let size: Size = 'full';
  let shares = false;
  let isPatient = true;
  const question = (offered: readonly number[]): Pick<Probe, 'hello' | 'until'> => {
    const hello = helloOf(version, offered, serverName, size, version === 'TLSv1.3' ? tls13(groups, size, shares) : {});
    return { hello, until: version === 'TLSv1.3' || !isPatient ? 'hello' : 'flight' };
  };
  const path = `${version}/suites`;
  const [everyday = [], ...others] = rowsOf(version, size);
  let first = await ask({ id: `${path}/first`, ...question(everyday) });
  if (wasCutOff(first)) first = await ask({ id: `${path}/first/again`, ...question(everyday), alone: true });
  if (version === 'TLSv1.3' && first.answer.status !== 'accepted' && !refusesVersion(first.answer)) {
    shares = true; // not every server knows what to do with a hello without a share
    first = await smaller(first, size, 'share');
  }
  if (first.answer.status === 'inconclusive') first = await smaller(first, 'small', 'small');
  if (first.answer.status === 'inconclusive' && version !== 'TLSv1.3' && version !== 'SSLv3') first = await smaller(first, 'bare', 'bare');
  const about = { version, ...statusOf([first]), unclear: [], enumerated: false };
  if (first.answer.status === 'inconclusive' || refusesVersion(first.answer)) return { ...about, suites: [], size, shares, groups };
  if (first.answer.status === 'accepted' && first.answer.hello.group !== undefined) groups.push(first.answer.hello.group);
  if (!whole && first.answer.status === 'accepted')
    return { ...about, suites: [{ suite: first.answer.hello.suite, asked: first }], size, shares, groups };

  // The first hello again is the first step of its own row.
  const rows = size === 'full' ? [everyday, ...others] : rowsOf(version, size);
  const found = await Promise.all(rows.map((row, index) => walk(row, index === 0 ? first : undefined, `${path}/${index + 1}`)));
  const list = found.flatMap((each) => each.found.map(({ value, asked }) => ({ suite: value, asked })));
  const ends = found.flatMap((each) => each.ends);
  const status = list.length > 0 ? ({ status: 'accepted' } as const) : statusOf([...ends.filter(isUnclear), ...ends]);
  return { version, ...status, suites: list, unclear: found.flatMap((each) => each.unclear), enumerated: whole, size, shares, groups };

  function smaller(before: Asked, next: Size, id: string): Promise<Asked> {
    size = next;
    return ask({ id: `${path}/${id}`, ...question(rowsOf(version, size)[0] ?? []), alone: wasCutOff(before) });
  }

  function walk(row: readonly number[], known: Asked | undefined, rowPath: string): Promise<Elimination> {
    let next = known;
    return eliminate(
      row,
      rowPath,
      async (left, id) => {
        const asked = next ?? (await twice(ask, id, () => question(left)));
        next = undefined;
        // Whoever stops after its ServerHello would keep us waiting for every suite.
        if (asked.answer.status === 'accepted' && asked.heard.ended === 'timed-out') isPatient = false;
        const { answer } = asked;
        if (answer.status === 'accepted' && answer.hello.group !== undefined && !groups.includes(answer.hello.group))
          groups.push(answer.hello.group);
        return asked;
      },
      ({ answer }) => (answer.status === 'accepted' ? answer.hello.suite : undefined),
      { split: version === 'TLSv1.2' },
    );
  }
}

/**
 * In TLS 1.3 suite and group have nothing to do with each other: groups that were seen go to the end, so that every handshake tells a new one,
 * and one that is known to be accepted stays in the offer.
 */
function tls13(seen: readonly number[], size: Size, shares: boolean) {
  const all = size === 'full' ? tls13Groups : tls13Groups.slice(1, 5);
  const groups = [...all.filter((group) => !seen.includes(group)), ...seen.slice(0, 1)];
  return { groups, shares: shares ? groups.filter((group) => ourGroups.includes(group)).slice(0, size === 'full' ? 2 : 1) : [] };
}

async function findSsl2(ask: Ask): Promise<VersionFound> {
  const [offered = []] = rowsOf('SSLv2', 'full');
  const asked = await twice(ask, 'SSLv2/suites/first', () => ({ hello: { version: 'SSLv2', suites: offered }, until: 'hello' }));
  const suites = acceptsSsl2(asked.heard)?.filter((suite) => offered.includes(suite));
  const found = { version: 'SSLv2', unclear: [], enumerated: true, size: 'full', shares: false, groups: [] } as const;
  if (suites === undefined || suites.length === 0) return { ...found, ...statusOf([asked]), suites: [], enumerated: false };
  return { ...found, status: 'accepted', suites: suites.map((suite) => ({ suite, asked })) };
}

/** Of several answers the first that stands for them. */
function statusOf([asked]: readonly Asked[]): Pick<VersionFound, 'status' | 'because' | 'alert'> {
  if (asked === undefined) return { status: 'inconclusive', because: 'not-askable' };
  const { answer } = asked;
  if (answer.status === 'accepted') return { status: 'accepted' };
  return {
    status: answer.status,
    because: answer.because,
    ...('alert' in answer && answer.alert !== undefined ? { alert: answer.alert } : {}),
  };
}

function isUnclear({ answer }: Asked): boolean {
  return answer.status === 'inconclusive';
}
