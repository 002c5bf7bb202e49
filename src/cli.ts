#!/usr/bin/env node
/** The command line (DESIGN §6). Everything heavy is imported by the command that needs it. */
import { VERSION } from './version.ts';

const [, , first, ...rest] = process.argv;
if ((first === '--version' || first === '-V') && rest.length === 0) process.stdout.write(`${VERSION}\n`);
else {
  if (first === 'verify' || first === 'redact') await import('./commands/small-heap.ts');
  process.exitCode = await (await import('./commands/main.ts')).main(process.argv.slice(2));
}
