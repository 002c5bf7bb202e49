import type { ListSecretsCommandInput } from '@aws-sdk/client-secrets-manager';
import type { Look, Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import type { Copy } from './located.ts';
import type { AwsSession } from './session.ts';
import { listedBy } from './sorts.ts';
import { arnSubject, Tags } from './subjects.ts';
import type { Thing } from './things.ts';

const Held = z.object({ ARN: z.string().startsWith('arn:'), Name: z.string().optional(), Tags });
const Answer = z.object({ ReplicationStatus: z.array(z.object({ Region: z.string().min(1) })).optional() });
const CALL = 'secretsmanager:DescribeSecret';
export const SECRET_REPLICATION = { [CALL]: [CALL] } as const;

/** Secrets, for where they lie; a replica is one of its own in its region. */
export const secretsHeld = listedBy({
  services: ['secrets-manager'],
  call: 'secretsmanager:ListSecrets',
  open: async (look) => {
    const manager = await look.session.client('secretsmanager');
    const input: ListSecretsCommandInput = { MaxResults: 100, IncludePlannedDeletion: true };
    const onward = (NextToken: string) => ({ NextToken });
    return { input, ask: (asked) => manager.listSecrets(asked), items: 'SecretList', token: 'NextToken', onward };
  },
  shape: Held,
  id: 'ARN',
  nameOf: ({ ARN }) => ARN,
  subject: (look, id, item) => arnSubject(look, { id, service: 'secrets-manager', type: 'secret', name: item?.Name }, item?.Tags),
});

/** The regions to which a secret is replicated. */
export async function secretReplicas(
  { data: { ARN } }: Thing<z.infer<typeof Held>>,
  look: Look<AwsSession>,
): Promise<Seen<readonly Copy[]>> {
  const manager = await look.session.client('secretsmanager');
  const { data, replies } = await look.call(CALL, { SecretId: ARN }, (asked) => manager.describeSecret(asked), Answer);
  return { data: (data.ReplicationStatus ?? []).map(({ Region: region }) => ({ region, why: 'replica' })), replies };
}
