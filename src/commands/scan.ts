import { openCollectorThread } from './collector-thread.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import type { ScanOptions } from './scan-options.ts';

/** `claimcheck scan`: look, judge, seal, tell. The thread that will look gets ready while this one still loads, and reads the config. */
export async function scan(options: ScanOptions, io: Io): Promise<Exit> {
  const thread = openCollectorThread(io);
  try {
    const { makeBundle } = await import('./make-bundle.ts');
    const { directory, view, publicKey } = await makeBundle(options, thread, io);
    const [{ tellScan }, { gate }] = await Promise.all([import('./tell.ts'), import('./gate.ts')]);
    tellScan(directory, view, { ...options, publicKey: publicKey ?? 'PUB' }, io);
    return gate(view.judgements, options.strict === true) ?? EXIT.fine;
  } finally {
    await thread.end();
  }
}
