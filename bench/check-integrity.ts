/** Checks every byte of a bundle, and asks its records nothing. Arguments: the bundle, the signer's public key. */
import { verifyIntegrity } from '../src/bundle/verify.ts';
import { readPublicKey } from '../src/signers/file.ts';

const [, , bundle = '', key = ''] = process.argv;
const { failures } = await verifyIntegrity(bundle, [await readPublicKey(key)]);
if (failures.length > 0) throw failures[0];
