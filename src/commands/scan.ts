import { openCollectorThread } from './collector-thread.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import type { ScanOptions } from './scan-options.ts';

/** `claimcheck scan`: look, judge, seal, tell. The thread that will look gets ready while this one still loads, and reads the config. */
export async function scan(options: ScanOptions, io: Io): Promise<Exit> {
  const thread = openCollectorThread(io);
  try {
    const [{ makeBundle }, { tellScan }, { publicKeyFile }, { gate }] = await Promise.all([
      import('./make-bundle.ts'),
      import('./tell.ts'),
      import('./keygen.ts'),
      import('./gate.ts'),
    ]);
    const { directory, view, key } = await makeBundle(options, thread, io);
    tellScan(directory, view, { ...options, publicKey: publicKeyFile(key) }, io);
    return gate(view.judgements, options.strict === true) ?? EXIT.fine;
  } finally {
    await thread.end();
  }
}
