import { UserError } from '../errors.ts';
import { type CollectorThread, openCollectorThread } from './collector-thread.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import type { ScanOptions } from './scan-options.ts';

/** `claimcheck scan`: look, judge, seal, tell. The thread that will look gets ready while this one still loads, and reads the config. */
export async function scan(options: ScanOptions, io: Io, open = openCollectorThread): Promise<Exit> {
  const thread = open(io);
  try {
    const { glance } = await import('./glance.ts');
    thread.expect({ sources: await glance(options, io) });
    if (options.shard !== undefined || options.plan !== undefined) return await share(options, thread, io);
    if (options.planOf !== undefined && (options.claims !== undefined || options.targets !== undefined))
      throw new UserError('usage', '--plan-of takes the claims and targets of the bundle, all of them');
    if (options.resume === true)
      throw new UserError('usage', '--resume needs --plan F --shard i/n: without a signed plan there is nothing to go on with');
    const { makeBundle } = await import('./make-bundle.ts');
    const { directory, view, publicKey } = await makeBundle(options, thread, io);
    const [{ tellScan }, { gate }] = await Promise.all([import('./tell.ts'), import('./gate.ts')]);
    tellScan(directory, view, { ...options, publicKey: publicKey ?? 'PUB' }, io);
    return gate(view.judgements, options.strict === true) ?? EXIT.fine;
  } finally {
    await thread.end();
  }
}

async function share(options: ScanOptions, thread: CollectorThread, io: Io): Promise<Exit> {
  const { shard, plan, claims, targets, planOf } = options;
  if (shard === undefined || plan === undefined)
    throw new UserError('usage', '--shard i/n and --plan F belong together; --shard 1/1 is the whole plan');
  if (claims !== undefined || targets !== undefined || planOf !== undefined)
    throw new UserError('usage', 'the plan has chosen its claims and targets already');
  const { scanPart } = await import('./scan-part.ts');
  return scanPart({ ...options, shard, plan }, thread, io);
}
