import { isRefusal } from '../probe/answer.ts';
import type { Asked } from './asker.ts';
import { encryptedOf } from './read-handshake.ts';

/** After so many acceptances in a row it pays to ask the rest in several rows at once: one connection more for each, and a fraction of the way. */
const SPLIT_AFTER = 4;
const SPLIT_FROM = 24;
const PARTS = 4;

export interface Elimination {
  /** In the order of the server's choice, row by row. */
  readonly found: readonly { readonly value: number; readonly asked: Asked }[];
  /** Neither accepted nor refused. */
  readonly unclear: readonly number[];
  /** The answer that ended each row. */
  readonly ends: readonly Asked[];
}

/**
 * Offers many values, takes out the one that the server chose, and asks again until it refuses the rest.
 * `split`: where there is a lot to find. `ask` gets what is left and a name for the step; `chosen` reads the server's choice from an acceptance.
 */
export async function eliminate(
  values: readonly number[],
  path: string,
  ask: (left: readonly number[], id: string) => Promise<Asked>,
  chosen: (asked: Asked) => number | undefined,
  { split = false } = {},
): Promise<Elimination> {
  const found: { value: number; asked: Asked }[] = [];
  const ends: Asked[] = [];
  let left = values;
  for (let step = 0; left.length > 0; step += 1) {
    if (split && step === SPLIT_AFTER && left.length >= SPLIT_FROM) {
      const rest = left;
      const rows = Array.from({ length: PARTS }, (_, part) => rest.filter((_value, index) => index % PARTS === part));
      const parts = await Promise.all(rows.map((row, part) => eliminate(row, `${path}/${part + 1}`, ask, chosen)));
      return {
        found: [...found, ...parts.flatMap((each) => each.found)],
        unclear: parts.flatMap((each) => each.unclear),
        ends: parts.flatMap((each) => each.ends),
      };
    }
    const asked = await ask(left, `${path}/${step}`);
    const value = asked.answer.status === 'accepted' ? chosen(asked) : undefined;
    if (value === undefined || !left.includes(value)) {
      ends.push(asked);
      return { found, unclear: refuses(asked) ? [] : left, ends };
    }
    found.push({ value, asked });
    left = left.filter((each) => each !== value);
  }
  return { found, unclear: [], ends };
}

/** TLS 1.3 servers may choose a suite before they find that they cannot sign, and then refuse behind their ServerHello. */
function refuses(asked: Asked): boolean {
  return asked.answer.status === 'refused' || (encryptedOf(asked)?.alerts.some(isRefusal) ?? false);
}
