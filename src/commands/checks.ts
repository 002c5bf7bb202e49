import { checks as all } from '../plugins.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { textTable } from './text-table.ts';

/** `claimcheck checks`: what a claim can name. */
export function checks({ json }: { readonly json?: boolean }, io: Io): Exit {
  if (json === true) {
    const rows = all.map(({ id, version, says, kind, mode, controls, fix }) => ({
      id,
      version,
      says,
      kind: kind.id,
      mode,
      fix,
      controls: controls.map((control) => control.id),
    }));
    io.out(`${JSON.stringify({ checks: rows }, null, 2)}\n`);
    return EXIT.fine;
  }
  io.out(textTable(all.map(({ id, version, says }) => [`${id}@${version}`, says])));
  return EXIT.fine;
}
