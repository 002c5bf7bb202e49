import { type Answer, readAnswer } from '../probe/answer.ts';
import type { Heard, Probe, Say } from '../probe/probe.ts';

export interface Asked {
  readonly probe: Probe;
  readonly heard: Heard;
  readonly answer: Answer;
}

export type Ask = (probe: Probe) => Promise<Asked>;

export function askerOf(say: Say): Ask {
  return async (probe) => {
    const heard = await say(probe);
    return { probe, heard, answer: readAnswer(probe, heard) };
  };
}

/** Once more where the first time proved nothing. */
export async function twice(ask: Ask, id: string, question: (again: boolean) => Pick<Probe, 'hello' | 'until'>): Promise<Asked> {
  const first = await ask({ id, ...question(false) });
  return first.answer.status === 'inconclusive' ? ask({ id: `${id}/again`, ...question(true), alone: wasCutOff(first) }) : first;
}

/** Perhaps there were too many lines at once: a mail server says so in words. */
export function wasCutOff({ heard }: Asked): boolean {
  return heard.ended === 'closed' || heard.ended === 'reset' || heard.ended === 'not-upgraded';
}
