#!/usr/bin/env node
/** Runs a practice cloud until SIGTERM or SIGINT: `node scripts/practice.ts --scenario F.json`. The first line of stdout says where. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { WrongScenario } from '../fixtures/practice/scenario.ts';
import { demo } from '../fixtures/practice/scenarios/demo.ts';
import { scale } from '../fixtures/practice/scenarios/scale.ts';
import { startPractice } from '../fixtures/practice/start-practice.ts';

const usage = 'usage: node scripts/practice.ts (--scenario FILE.json | --demo | --volumes N) [--port N]';

const { values } = parseArgs({
  options: { scenario: { type: 'string' }, demo: { type: 'boolean' }, volumes: { type: 'string' }, port: { type: 'string', default: '0' } },
});

try {
  const scenario = await chosen();
  if (scenario === undefined) throw new RangeError(usage);
  const practice = await startPractice(scenario, { port: Number(values.port) });
  const env = Object.fromEntries(
    Object.keys(scenario.accounts).flatMap((name) => (hasPrincipal(scenario.accounts[name]) ? [[name, practice.env(name)]] : [])),
  );
  process.stdout.write(`${JSON.stringify({ endpoint: practice.endpoint, env })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void practice.close());
} catch (error) {
  if (!(error instanceof WrongScenario || error instanceof RangeError || error instanceof SyntaxError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

async function chosen() {
  if (values.demo === true) return demo;
  if (values.volumes !== undefined) return scale({ volumes: Number(values.volumes) });
  return values.scenario === undefined ? undefined : JSON.parse(await readFile(values.scenario, 'utf8'));
}

function hasPrincipal(account: { readonly principals?: Readonly<Record<string, unknown>> | undefined } | undefined): boolean {
  return Object.keys(account?.principals ?? { evidence: {} }).length > 0;
}
