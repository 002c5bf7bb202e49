/**
 * A version that is met with a closed line, and never with an alert: many servers refuse so, and so do middleboxes that have had enough.
 * The same hello in a version that is accepted, before and after, tells the two apart. It proves nothing, and says a lot.
 */

import type { Ask } from './asker.ts';
import { helloOf, rowsOf } from './hellos.ts';
import type { VersionFound } from './version.ts';

export interface Control {
  readonly version: VersionFound['version'];
  readonly onlyThisVersion: boolean;
}

export async function controlOf(ask: Ask, versions: readonly VersionFound[], serverName: string | undefined): Promise<readonly Control[]> {
  const cut = versions.filter(
    ({ status, because }) => status === 'inconclusive' && (because === 'closed' || because === 'reset' || because === 'timed-out'),
  );
  const good =
    versions.findLast(({ version, status }) => status === 'accepted' && version !== 'SSLv2' && version !== 'TLSv1.3') ??
    versions.findLast(({ version, status }) => status === 'accepted' && version === 'TLSv1.3');
  if (good === undefined) return [];
  return Promise.all(cut.map((each) => compare(each.version)));

  async function compare(version: VersionFound['version']): Promise<Control> {
    const accepted = await alternate(version, 2);
    return { version, onlyThisVersion: accepted };
  }

  /** good, asked, good, asked, good: the good ones are all answered, the others never. */
  async function alternate(version: VersionFound['version'], times: number): Promise<boolean> {
    for (let time = 0; time < times; time += 1) {
      if (!(await isAnswered(`${version}/control/before-${time}`))) return false;
      const [suites = []] = rowsOf(version, 'bare');
      const { answer } = await ask({
        id: `${version}/control/${time}`,
        hello: helloOf(version, suites, serverName, 'bare'),
        until: 'hello',
      });
      if (answer.status !== 'inconclusive' || answer.alert !== undefined || answer.flight.foreign) return false;
    }
    return isAnswered(`${version}/control/after`);
  }

  async function isAnswered(id: string): Promise<boolean> {
    if (good === undefined) return false;
    const suites = good.suites.map(({ suite }) => suite).slice(0, 32);
    const { answer } = await ask({ id, hello: helloOf(good.version, suites, serverName, 'small'), until: 'hello' });
    return answer.status === 'accepted';
  }
}
