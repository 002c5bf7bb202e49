import { describe, expect, test } from 'vitest';
import { type Asked, askerOf } from '../../../../collectors/live/plan/asker.ts';
import { eliminate } from '../../../../collectors/live/plan/eliminate.ts';
import { helloOf } from '../../../../collectors/live/plan/hellos.ts';
import { alert, record, serverHello } from '../scripted-server.ts';

/** How a server answers an offer: with one of the values, or in bytes. */
type Answers = (offered: readonly number[]) => number | Buffer;

function walk(values: readonly number[], answers: Answers, options?: { readonly split: boolean }) {
  const asked: string[] = [];
  const ask = askerOf(async ({ id, hello }) => {
    asked.push(id);
    const offered = hello.suites.filter((suite) => suite !== 0x00ff);
    const answer = answers(offered);
    const received = typeof answer === 'number' ? record(22, serverHello(0x0303, answer)) : answer;
    return { sent: Buffer.alloc(0), received, ended: 'enough' };
  });
  const say = (left: readonly number[], id: string): Promise<Asked> =>
    ask({ id, hello: helloOf('TLSv1.2', left, undefined, 'full'), until: 'hello' });
  const chosen = ({ answer }: Asked) => (answer.status === 'accepted' ? answer.hello.suite : undefined);
  return eliminate(values, 'row', say, chosen, options).then(({ found, unclear }) => ({
    found: found.map(({ value }) => value).toSorted((a, b) => a - b),
    unclear,
    asked,
  }));
}

const REFUSED = alert('fatal', 40);
const ODD = alert('fatal', 115);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('every value that is accepted is found, and one refusal ends it', async () => {
  const { found, unclear, asked } = await walk(upTo(10), (offered) => offered.find((value) => value % 3 === 0) ?? REFUSED);
  expect({ found, unclear, connections: asked.length }).toEqual({ found: [3, 6, 9], unclear: [], connections: 4 });
});

test('many are looked for in four rows at once, each conversation under a name of its own', async () => {
  const { found, asked } = await walk(upTo(60), (offered) => offered[0] ?? REFUSED, { split: true });
  expect(found).toEqual(upTo(60));
  expect(new Set(asked).size).toBe(asked.length);
});

describe('an alert that is no refusal', () => {
  test('of one value leaves that one alone unclear', async () => {
    const answers: Answers = (offered) => (offered.includes(7) ? ODD : (offered.find((value) => value > 100) ?? REFUSED));
    const { found, unclear, asked } = await walk([...upTo(60), 101, 102], answers);
    expect({ found, unclear }).toEqual({ found: [101, 102], unclear: [7] });
    expect(new Set(asked).size).toBe(asked.length);
  });

  test('of every value ends the row after three conversations', async () => {
    const { found, unclear, asked } = await walk(upTo(60), () => ODD);
    expect({ found, unclear, connections: asked.length }).toEqual({ found: [], unclear: upTo(60), connections: 3 });
  });
});

test('silence is not looked into: it would cost as much for every row of a server that refuses so', async () => {
  const { unclear, asked } = await walk(upTo(60), () => Buffer.alloc(0));
  expect({ unclear, connections: asked.length }).toEqual({ unclear: upTo(60), connections: 1 });
});

test('a refusal behind the ServerHello is one, where something else than the suite is asked for', async () => {
  const received = Buffer.concat([record(22, serverHello(0x0303, 1)), alert('fatal', 80)]);
  const ask = askerOf(async () => ({ sent: Buffer.alloc(0), received, ended: 'enough' }));
  const say = (_left: readonly number[], id: string) => ask({ id, hello: helloOf('TLSv1.2', [1], undefined, 'full'), until: 'flight' });
  expect(await eliminate([0x0804, 0x0805], 'row', say, () => undefined)).toMatchObject({ found: [], unclear: [] });
});
