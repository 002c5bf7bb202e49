/** `npm run bench`: builds, then runs every bench, one after the other. Each line is a ratio beside its bound. */
import { spawnSync } from 'node:child_process';

for (const script of [
  '../scripts/build.ts',
  './startup.ts',
  './volumes.ts',
  './aws.ts',
  './quota.ts',
  './wire.ts',
  './bundle.ts',
  './tls.ts',
]) {
  const { status } = spawnSync(process.execPath, [new URL(script, import.meta.url).pathname], {
    stdio: ['ignore', script.startsWith('..') ? 'ignore' : 'inherit', 'inherit'],
  });
  if (status !== 0) process.exitCode = 1;
}
