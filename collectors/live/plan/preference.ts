/** Whose order of suites wins: the favourite of what was offered is offered again, last. */
import { suites } from '../names/suites.ts';
import type { Ask, Asked } from './asker.ts';
import { twice } from './asker.ts';
import { helloOf } from './hellos.ts';
import { tls13Offer } from './tls13-offer.ts';
import type { VersionFound } from './version.ts';

/** Undefined where there are not two suites, or nothing clear came. */
export async function findPreference(ask: Ask, found: VersionFound, serverName: string | undefined): Promise<boolean | undefined> {
  if (found.version === 'SSLv2' || found.suites.length < 2) return undefined;
  const accepted = found.suites.map(({ suite }) => suite);
  for (const { suite, asked } of found.suites) {
    const beaten = accepted.filter((each) => each !== suite && asked.probe.hello.suites.includes(each));
    if (beaten.length === 0) continue;
    // Servers that prefer ChaCha20 where the client does follow the client's order in nothing else.
    const order = [...beaten.filter((each) => !isChaCha(each)), ...beaten.filter(isChaCha), suite];
    return overrulesUs(await say(order, 'last'), order);
  }
  // Each row had one: two of them, both ways round.
  const order = accepted.filter((each) => !isChaCha(each)).slice(0, 2);
  if (order.length < 2) return undefined;
  const answers = [overrulesUs(await say(order, 'there'), order), overrulesUs(await say(order.toReversed(), 'back'), order.toReversed())];
  return answers.includes(undefined) ? undefined : answers.includes(true);

  function say(order: readonly number[], name: string): Promise<Asked> {
    const more = found.version === 'TLSv1.3' ? tls13Offer(found) : {};
    const hello = helloOf(found.version, order, serverName, found.size, more);
    return twice(ask, `${found.version}/preference/${name}`, () => ({ hello, until: 'hello' }));
  }
}

/** Whether the server chose another suite than our first. */
function overrulesUs({ answer }: Asked, [first]: readonly number[]): boolean | undefined {
  return answer.status === 'accepted' ? answer.hello.suite !== first : undefined;
}

function isChaCha(code: number): boolean {
  return suites.get(code)?.cipher.startsWith('CHACHA20') === true;
}
