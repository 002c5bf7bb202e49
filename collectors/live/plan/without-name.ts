/** What a client gets that names no server: all else in its hello is known to be accepted. Heard as far as the certificate. */
import { type Ask, type Asked, twice } from './asker.ts';
import { helloOf } from './hellos.ts';
import { openableOffer } from './tls13-offer.ts';
import type { VersionFound } from './version.ts';

/** In the best version; undefined where none is spoken in which a name could be sent. */
export async function withoutName(ask: Ask, versions: readonly VersionFound[]): Promise<Asked | undefined> {
  const best = versions.findLast(({ version, status }) => status === 'accepted' && version !== 'SSLv2' && version !== 'SSLv3');
  if (best === undefined) return undefined;
  const { version, size } = best;
  const suites = best.suites.map(({ suite }) => suite);
  return twice(ask, `${version}/without-name`, (again) => {
    const hello = helloOf(version, suites, undefined, size, version === 'TLSv1.3' ? openableOffer(best, again) : {});
    return { hello, until: version === 'TLSv1.3' ? 'finished' : 'flight' };
  });
}
