import type { ListKeyRotationsRequest, ListKeysRequest } from '@aws-sdk/client-kms';
import { defineCollector, encryptionKey, type Look, type Seen, type Subject } from 'claimcheck/plugin';
import { z } from 'zod';
import { Description, described, ineligible, type Metadata, present, Rotation, RotationStatus, rotated } from './kms-key-facts.ts';
import { Marker, nextMarker, readItems } from './listing.ts';
import type { AwsSession } from './session.ts';
import { aws } from './source.ts';
import { keySubject } from './subjects.ts';

const Page = z.object({ Keys: z.array(z.unknown()), ...Marker });
const Key = z.object({ KeyId: z.string().min(1), KeyArn: z.string().startsWith('arn:').optional() });
const Rotations = z.object({ Rotations: z.array(Rotation), ...Marker });

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
    const kms = await look.session.kms();
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
          if (metadata.KeyManager === 'AWS')
            return inner.observe(encryptionKey, subject(key), { ...facts, ...BY_PROVIDER }, [page, reply], 'provider');
          const asked = rotates(metadata)
            ? await Promise.all([statusOf(inner, subject(key), KeyId), rotationsOf(inner, subject(key), KeyId)])
            : [];
          const [status, rotations] = asked;
          const data = { ...facts, ...status?.data, ...(rotations === undefined ? {} : rotated(metadata, rotations.data)) };
          inner.observe(encryptionKey, subject(key), data, [page, reply, status, rotations]);
        },
      );
    }
  },
});

/** Only a usable key that can be rotated is asked about: of the others the setting says nothing, or the wrong thing. */
function rotates(key: Metadata): boolean {
  return ineligible(key) === undefined && (key.KeyState === 'Enabled' || key.KeyState === 'Updating');
}

function statusOf(look: Look<AwsSession>, subject: Subject, KeyId: string) {
  return look.attempt({ subject, fields: ['rotationEnabled', 'rotationPeriodDays', 'nextRotationAt'] }, async () => {
    const kms = await look.session.kms();
    const { data, replies } = await look.call(
      'kms:GetKeyRotationStatus',
      { KeyId },
      (asked) => kms.getKeyRotationStatus(asked),
      RotationStatus,
    );
    const { KeyRotationEnabled: rotationEnabled, RotationPeriodInDays: rotationPeriodDays, NextRotationDate: next } = data;
    return { data: present({ rotationEnabled, rotationPeriodDays, nextRotationAt: next?.toISOString() }), replies };
  });
}

function rotationsOf(look: Look<AwsSession>, subject: Subject, KeyId: string) {
  return look.attempt({ subject, fields: ['lastRotatedAt', 'lastRotation', 'materialSince'] }, async () => {
    const kms = await look.session.kms();
    const input: ListKeyRotationsRequest = { KeyId, Limit: 1000 };
    const found: Seen<z.infer<typeof Rotation>[]>[] = [];
    for await (const page of look.pages('kms:ListKeyRotations', {
      input,
      ask: (asked) => kms.listKeyRotations(asked),
      page: Rotations,
      next: nextMarker,
    })) {
      found.push({ data: page.data.Rotations, replies: page.replies });
    }
    return { data: found.flatMap(({ data }) => data), replies: found.flatMap(({ replies }) => replies) };
  });
}
