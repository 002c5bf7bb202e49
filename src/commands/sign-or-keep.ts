import type { BundleWriter } from '../bundle/write.ts';
import { UserError } from '../errors.ts';
import type { Io } from './io.ts';
import type { Signing } from './signing.ts';
import { shortest } from './tell.ts';

/** Signs what was concluded. Where nobody signs, what was seen is kept beside, and the error says how it is finished. UserError. */
export async function signOrKeep(
  writer: BundleWriter,
  { signer, authority }: Pick<Signing, 'signer' | 'authority'>,
  { cwd }: Pick<Io, 'cwd'>,
): Promise<void> {
  try {
    await writer.sign(signer);
  } catch (cause) {
    if (!(cause instanceof UserError) || cause.code === 'not-writable') throw cause;
    const kept = shortest(await writer.keep(), cwd);
    const stamp = authority === undefined ? '' : ` --timestamp ${authority}`;
    throw new UserError(
      cause.code,
      `${cause.message}\nWhat was seen is kept, judged and not signed, in ${kept}; this signs it without looking again:\nclaimcheck seal ${kept} --key KEY${stamp}`,
      { cause },
    );
  }
}
