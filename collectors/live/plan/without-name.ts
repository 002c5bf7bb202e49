/** What a client gets that names no server: all else in its hello is known to be accepted. Heard as far as the certificate. */
import { type Ask, type Asked, twice } from './asker.ts';
import { helloOf } from './hellos.ts';
import { openableOffer } from './tls13-offer.ts';
import type { VersionFound } from './version.ts';

/** In the best version; undefined where none is spoken in which a name could be sent. */
export async function withoutName(ask: Ask, versions: readonly VersionFound[]): Promise<Asked | undefined> {
  const best = versions.findLast(({ version, status }) => status === 'accepted' && version !== 'SSLv2' && version !== 'SSLv3');
  if (best === undefined) return undefined;
  const suites = best.suites.map(({ suite }) => suite);
  const hello = helloOf(best.version, suites, undefined, best.size, best.version === 'TLSv1.3' ? openableOffer(best) : {});
  return twice(`${best.version}/without-name`, (id) => ask({ id, hello, until: best.version === 'TLSv1.3' ? 'finished' : 'flight' }));
}
