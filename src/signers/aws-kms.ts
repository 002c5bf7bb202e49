import { createPublicKey } from 'node:crypto';
import { UserError } from '../errors.ts';
import { notSigned, type OpenKey, oneLine } from './signer.ts';

/**
 * `awskms:///KEY`: the id, ARN or alias/NAME of a key of AWS KMS, spec ECC_NIST_P256, for SIGN_VERIFY. Region: that of the ARN, else the SDK's own
 * chain's; credentials and AWS_ENDPOINT_URL_KMS as the SDK knows them. Permissions: kms:GetPublicKey, kms:Sign.
 */
export const openAwsKey: OpenKey = async (rest, { signal }) => {
  const id = /^\/\/\/(\S+)$/.exec(rest)?.[1];
  if (id === undefined)
    throw new UserError('usage', `awskms:${rest}: expected awskms:///KEY, with the id, the ARN or the alias/NAME of a key`);
  const place = `awskms:///${id}`;
  const region = /^arn:[^:]+:kms:([^:]+):/.exec(id)?.[1];
  const { GetPublicKeyCommand, KMSClient, SignCommand } = await import('@aws-sdk/client-kms');
  const kms = new KMSClient({
    ...(region === undefined ? {} : { region }),
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  });
  const asked = async <T>(answer: Promise<T>, permission: string): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw meaning(place, permission, error);
    }
  };
  const options = { abortSignal: signal };
  const { PublicKey: der, KeyId: arn } = await asked(kms.send(new GetPublicKeyCommand({ KeyId: id }), options), 'kms:GetPublicKey');
  if (der === undefined || arn === undefined) throw notSigned(place, 'AWS KMS answered without a public key');
  return {
    publicKey: createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }),
    // By its ARN: an alias may point elsewhere by now.
    signDigest: async (digest) => {
      const command = new SignCommand({ KeyId: arn, Message: digest, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' });
      const { Signature: signature } = await asked(kms.send(command, options), 'kms:Sign');
      if (signature === undefined) throw notSigned(place, 'AWS KMS answered without a signature');
      return Buffer.from(signature);
    },
  };
};

function meaning(place: string, permission: string, error: unknown): UserError {
  if (!(error instanceof Error)) return notSigned(place, 'the AWS SDK failed', error);
  const { name } = error;
  const told = oneLine(`${name}: ${error.message}`);
  if (name === 'CredentialsProviderError')
    return new UserError('no-credentials', `${place}: there are no AWS credentials: ${told}`, { cause: error });
  if (name === 'NotFoundException') return new UserError('key-missing', `${place}: there is no such key: ${told}`, { cause: error });
  if (name === 'AccessDeniedException') return notSigned(place, `${permission} on this key is missing: ${told}`, error);
  if (name === 'Error' && /region is missing/i.test(error.message))
    return notSigned(place, 'no region: name the key by its ARN, or set AWS_REGION', error);
  return notSigned(place, told, error);
}
