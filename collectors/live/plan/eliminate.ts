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
  let left = values;
  for (let step = 0; left.length > 0; step += 1) {
    if (split && step === SPLIT_AFTER && left.length >= SPLIT_FROM) {
      const rest = left;
      const rows = Array.from({ length: PARTS }, (_, part) => rest.filter((_value, index) => index % PARTS === part));
      return joined(found, await Promise.all(rows.map((row, part) => eliminate(row, `${path}/${part + 1}`, ask, chosen))));
    }
    const asked = await ask(left, `${path}/${step}`);
    const value = asked.answer.status === 'accepted' ? chosen(asked) : undefined;
    if (value === undefined || !left.includes(value)) {
      if (!isOdd(asked) || left.length < 2) return { found, unclear: refuses(asked) ? [] : left, ends: [asked] };
      return joined(found, await apart(left, asked));
    }
    found.push({ value, asked });
    left = left.filter((each) => each !== value);
  }
  return { found, unclear: [], ends: [] };

  /** An alert that is no refusal may be about one of them alone: it is looked for where a half without it answers otherwise. */
  async function apart(odd: readonly number[], whole: Asked): Promise<readonly Elimination[]> {
    const middle = Math.ceil(odd.length / 2);
    const halves = await Promise.all(
      [odd.slice(0, middle), odd.slice(middle)].map(async (half, index) => {
        const halfPath = `${path}/half-${index + 1}`;
        return { half, halfPath, first: await ask(half, `${halfPath}/first`) };
      }),
    );
    if (halves.every(({ first }) => isOdd(first))) return [{ found: [], unclear: odd, ends: [whole] }];
    return Promise.all(
      halves.map(({ half, halfPath, first }) => {
        let known: Asked | undefined = first;
        const again = (rest: readonly number[], id: string): Promise<Asked> | Asked => {
          const answer = known ?? ask(rest, id);
          known = undefined;
          return answer;
        };
        return eliminate(half, halfPath, async (rest, id) => again(rest, id), chosen);
      }),
    );
  }
}

function joined(found: Elimination['found'], parts: readonly Elimination[]): Elimination {
  return {
    found: [...found, ...parts.flatMap((each) => each.found)],
    unclear: parts.flatMap((each) => each.unclear),
    ends: parts.flatMap((each) => each.ends),
  };
}

/** A fatal alert that neither refuses nor says nothing: one suite of a hello can bring it (SRP without a name: unknown_psk_identity). */
function isOdd({ answer }: Asked): boolean {
  return answer.status === 'inconclusive' && answer.alert !== undefined;
}

/** A server may choose a suite before it finds that it cannot sign, and then refuse behind its ServerHello. */
function refuses(asked: Asked): boolean {
  const { answer } = asked;
  return (
    answer.status === 'refused' || answer.flight.records.alerts.some(isRefusal) || (encryptedOf(asked)?.alerts.some(isRefusal) ?? false)
  );
}
