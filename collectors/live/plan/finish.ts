/** What shows only when a handshake is finished: tickets of TLS 1.3 and the early data that they allow, and whether it needs a client's certificate. */
import { isFatal } from '../probe/answer.ts';
import type { Offered } from '../result.ts';
import { ciphers12 } from '../tls12/second-flight.ts';
import { ciphers13 } from '../tls13/key-schedule.ts';
import { type Ask, type Asked, twice } from './asker.ts';
import { helloOf } from './hellos.ts';
import { type AfterFinished, afterOf, requestsCertificate } from './read-handshake.ts';
import { classicGroups, openableOffer } from './tls13-offer.ts';
import type { VersionFound } from './version.ts';

export interface FinishFound {
  /** Of TLS 1.3. */
  readonly tickets?: Offered;
  readonly earlyData?: Offered;
  /** Absent: none was requested, or it was not seen. */
  readonly certificateRequired?: boolean;
}

/** no_certificate of SSL 3.0, bad_certificate and handshake_failure of older programs, certificate_required. */
const WANTS_CERTIFICATE = [40, 41, 42, 116];

/** `requested`: whether a handshake of TLS 1.2 and below is known to ask for a certificate. */
export async function findFinish(
  ask: Ask,
  versions: readonly VersionFound[],
  serverName: string | undefined,
  requested: boolean,
): Promise<FinishFound> {
  const [tls13, tls12] = (['TLSv1.3', 'TLSv1.2'] as const).map((version) =>
    versions.find((each) => each.version === version && each.status === 'accepted'),
  );
  const young = tls13 === undefined ? undefined : await finish(ask, tls13, serverName);
  const required = young === undefined ? undefined : isRequired(young);
  const old = required === undefined && requested && tls12 !== undefined ? await finish(ask, tls12, serverName) : undefined;
  const certificateRequired = required ?? (old === undefined ? undefined : isRequired(old));
  // Whoever is not let in is given no ticket: that is no answer to what others get.
  return {
    ...(young === undefined || required === true ? {} : ticketsOf(young)),
    ...(certificateRequired === undefined ? {} : { certificateRequired }),
  };
}

/** Undefined where there is no suite in which we could. */
async function finish(ask: Ask, found: VersionFound, serverName: string | undefined): Promise<Asked | undefined> {
  const { version, size } = found;
  const known: ReadonlyMap<number, unknown> = version === 'TLSv1.3' ? ciphers13 : ciphers12;
  const accepted = found.suites.map(({ suite }) => suite);
  const offered = [...known.keys()].filter((suite) => !found.enumerated || accepted.includes(suite));
  if (offered.length === 0) return undefined;
  return twice(ask, `${version}/finished`, (again) => {
    const more = version === 'TLSv1.3' ? openableOffer(found, again) : { groups: classicGroups };
    return { hello: helloOf(version, offered, serverName, size, more), until: 'after' };
  });
}

function isRequired(asked: Asked): boolean | undefined {
  const after = afterOf(asked);
  if (after === undefined || requestsCertificate(asked) !== true) return undefined;
  if (after.isDone) return false;
  return after.alerts.some((alert) => isFatal(alert) && WANTS_CERTIFICATE.includes(alert.description)) ? true : undefined;
}

/** Early data needs a ticket that allows it (RFC 8446 §4.2.10). */
function ticketsOf(asked: Asked): Pick<FinishFound, 'tickets' | 'earlyData'> {
  const after = afterOf(asked);
  const [first] = after?.tickets ?? [];
  if (first !== undefined) return { tickets: 'offered', earlyData: first > 0 ? 'offered' : 'not-offered' };
  const none: Offered = after !== undefined && saidAll(asked, after) ? 'not-offered' : 'inconclusive';
  return { tickets: none, earlyData: none };
}

/** It took leave after our Finished, and nothing was wrong with that. */
function saidAll({ heard }: Asked, { isDone, alerts }: AfterFinished): boolean {
  return isDone || (heard.ended === 'closed' && !alerts.some(isFatal));
}
