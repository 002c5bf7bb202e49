import type { ListSecretsCommandInput } from '@aws-sdk/client-secrets-manager';
import { credentialRotation, defineCollector } from 'claimcheck/plugin';
import { itemsOf } from './listing.ts';
import { RENEWAL, rotationOf, Secret } from './secret-rotation.ts';
import { aws } from './source.ts';

/** Secrets of Secrets Manager and how they are rotated, those that wait for their deletion among them. Recipe A-SM. No secret is read. */
export const secrets = defineCollector({
  id: 'aws.secrets',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [credentialRotation],
  answers: RENEWAL,
  services: ['secrets-manager'],
  calls: { 'secretsmanager:ListSecrets': ['secretsmanager:ListSecrets'] },

  collect: async (look) => {
    const manager = await look.session.client('secretsmanager');
    const subject = (id: string, { Name: name, Tags: tags = [] }: Pick<Secret, 'Name' | 'Tags'> = {}) => ({
      ...{ id, service: 'secrets-manager', type: 'secret', account: look.account, name },
      ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value ?? ''])) }),
    });
    const input: ListSecretsCommandInput = { MaxResults: 100, IncludePlannedDeletion: true };
    const listing = itemsOf(look, {
      call: 'secretsmanager:ListSecrets',
      input,
      ask: (asked) => manager.listSecrets(asked),
      items: 'SecretList',
      token: 'NextToken',
      onward: (NextToken) => ({ NextToken }),
      shape: Secret,
      id: 'ARN',
      subject,
      about: {},
    });
    for await (const { page, items } of listing) {
      for (const secret of items)
        look.observe(credentialRotation, subject(secret.ARN, secret), { credential: 'secret', ...rotationOf(secret) }, [page]);
    }
  },
});
