/** The compiled `claimcheck --version` beside `node -e 0`, twenty times each, in turns. */
import { spawnSync } from 'node:child_process';
import { median } from './measure.ts';

const CLI = new URL('../dist/bin/claimcheck.cjs', import.meta.url).pathname;

function time(args: readonly string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args);
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return performance.now() - started;
}

const pairs = Array.from({ length: 20 }, () => ({ version: time([CLI, '--version']), bare: time(['-e', '0']) }));
const [version, bare] = [median(pairs.map((pair) => pair.version)), median(pairs.map((pair) => pair.bare))];
const ratio = version / bare;
process.stdout.write(
  `${ratio <= 2 ? 'ok  ' : 'OVER'} claimcheck --version / node -e 0: ${ratio.toFixed(2)} (at most 2; ${version.toFixed(0)} ms beside ${bare.toFixed(0)} ms)\n`,
);
