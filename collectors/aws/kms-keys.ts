import type { ListKeysRequest } from '@aws-sdk/client-kms';
import { defineCollector, encryptionKey } from 'claimcheck/plugin';
import { z } from 'zod';
import { Description, described } from './kms-key-facts.ts';
import { rotationOf } from './kms-rotation.ts';
import { Marker, nextMarker, readItems } from './listing.ts';
import { aws } from './source.ts';
import { keySubject } from './subjects.ts';

const Page = z.object({ Keys: z.array(z.unknown()), ...Marker });
const Key = z.object({ KeyId: z.string().min(1), KeyArn: z.string().startsWith('arn:').optional() });

/** The provider rotates its own keys every year, and nobody can change that (KMS Developer Guide, "AWS managed keys"). */
const BY_PROVIDER = { rotationEligible: true, rotationEnabled: true, rotationPeriodDays: 365 };

/** KMS keys of the account, and their rotation. Recipe A-KMS. Keys that AWS owns never stand in an account, and are not seen. */
export const kmsKeys = defineCollector({
  id: 'aws.kms-keys',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [encryptionKey],
  services: ['kms'],
  calls: {
    'kms:ListKeys': ['kms:ListKeys'],
    'kms:DescribeKey': ['kms:DescribeKey'],
    'kms:GetKeyRotationStatus': ['kms:GetKeyRotationStatus'],
    'kms:ListKeyRotations': ['kms:ListKeyRotations'],
  },

  collect: async (look) => {
    const kms = await look.session.client('kms');
    const subject = (key: z.infer<typeof Key>) => keySubject(look, key.KeyArn ?? key.KeyId);
    const input: ListKeysRequest = { Limit: 1000 };
    for await (const page of look.pages('kms:ListKeys', { input, ask: (asked) => kms.listKeys(asked), page: Page, next: nextMarker })) {
      const how = { call: 'kms:ListKeys', shape: Key, id: 'KeyId', subject: (KeyId: string) => subject({ KeyId }), about: {} };
      const keys = await readItems(look, page, page.data.Keys, how);
      await look.each(
        keys,
        (key) => ({ subject: subject(key) }),
        async (key, inner) => {
          const KeyId = key.KeyArn ?? key.KeyId;
          const reply = await inner.call('kms:DescribeKey', { KeyId }, (asked) => kms.describeKey(asked), Description);
          const metadata = reply.data.KeyMetadata;
          const facts = described(metadata);
          if (metadata.KeyManager === 'AWS') {
            inner.observe(encryptionKey, subject(key), { ...facts, ...BY_PROVIDER }, [page, reply], 'provider');
          } else {
            const rotation = await rotationOf(inner, subject(key), KeyId, metadata);
            inner.observe(encryptionKey, subject(key), { ...facts, ...rotation.data }, [page, reply, rotation]);
          }
        },
      );
    }
  },
});
