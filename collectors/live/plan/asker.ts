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
export async function twice(id: string, say: (id: string) => Promise<Asked>): Promise<Asked> {
  const first = await say(id);
  return first.answer.status === 'inconclusive' ? say(`${id}/again`) : first;
}
