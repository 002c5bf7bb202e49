import { access, readdir } from 'node:fs/promises';
import { resolve as absolute, join } from 'node:path';
import { refuseExisting, renameForGood } from '../bundle/durable.ts';
import { ATTESTATION, DOCUMENTS, STREAMS } from '../bundle/layout.ts';
import { signRun, UNSEALED } from '../bundle/write.ts';
import { UserError } from '../errors.ts';
import { checkRun } from './check-run.ts';
import { gate } from './gate.ts';
import { EXIT, type Exit, type Io } from './io.ts';
import { bundleDirectory, readManifest } from './open-bundle.ts';
import { readView } from './read-view.ts';
import { openSigning, type SigningOptions } from './signing.ts';
import { shortest, tellScan } from './tell.ts';

export interface SealOptions extends SigningOptions {
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** `claimcheck seal`: signs a run that a scan left unsealed, after reading it all again; nothing is looked at anew. Its exit code is the scan's. */
export async function sealRun(path: string, options: SealOptions, io: Io): Promise<Exit> {
  const directory = await bundleDirectory(path, io);
  const name = shortest(directory, io.cwd);
  if (await isThere(join(directory, ATTESTATION))) throw new UserError('usage', `${name} is sealed already`);
  if (!directory.endsWith(UNSEALED))
    throw new UserError('usage', `${name} is no run that a scan kept unsealed (their names end with ${UNSEALED})`);
  const final = directory.slice(0, -UNSEALED.length);
  await refuseExisting(final);
  const { signer, publicKey = 'PUB' } = await openSigning(options, {}, io.cwd, io);
  const manifest = await readManifest(directory);
  await checkRun(directory, manifest);
  await signRun(directory, manifest, signer);
  const inner = (await readdir(directory)).filter((one) => one === STREAMS || one === DOCUMENTS);
  await renameForGood(
    directory,
    inner.map((one) => join(directory, one)),
    final,
  );
  const view = await readView(final, manifest);
  tellScan(final, view, { ...options, publicKey: absolute(io.cwd, publicKey) }, io);
  return gate(view.judgements, options.strict === true) ?? EXIT.fine;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
