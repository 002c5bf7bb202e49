import { auditLog, defineCollector, type Look, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { type KeyFacts, keysOf } from './keys.ts';
import { present } from './kms-key-facts.ts';
import { readItems } from './listing.ts';
import { bucketSubject } from './s3-buckets.ts';
import type { AwsSession } from './session.ts';
import { aws } from './source.ts';
import { eventsOf, Selectors } from './trail-events.ts';
import { Status, settingsOf, statusOf, Trail } from './trail-facts.ts';

const Page = z.object({ trailList: z.array(z.unknown()) });
const kinds = [auditLog];
const EVENTS = ['managementReads', 'managementWrites', 'dataReads', 'dataWrites'];

/**
 * The trails that record a region: its own, those of all regions, and the organization's, which show in other regions and accounts as shadows. Recipe A-CT.
 * How a trail is doing is asked where it is at home: elsewhere nobody knows.
 */
export const cloudtrailTrails = defineCollector({
  id: 'aws.cloudtrail-trails',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: ['cloudtrail'],
  calls: {
    'cloudtrail:DescribeTrails': ['cloudtrail:DescribeTrails'],
    'cloudtrail:GetTrailStatus': ['cloudtrail:GetTrailStatus'],
    'cloudtrail:GetEventSelectors': ['cloudtrail:GetEventSelectors'],
    'kms:DescribeKey': ['kms:DescribeKey'],
  },

  collect: async (look) => {
    const cloudtrail = await look.session.client('cloudtrail');
    const keys = keysOf(look);
    const input = { includeShadowTrails: true };
    const page = await look.call('cloudtrail:DescribeTrails', input, (asked) => cloudtrail.describeTrails(asked), Page);
    const how = { call: 'cloudtrail:DescribeTrails', shape: Trail, id: 'TrailARN', subject, about: { kinds } };
    const trails = await readItems(look, page, page.data.trailList, how);
    await keys.learn(trails.map(({ KmsKeyId }) => KmsKeyId));
    await look.each(
      trails,
      ({ TrailARN }) => ({ kinds, subject: subject(TrailARN) }),
      async (trail, inner) => observe(inner, trail, page, trail.KmsKeyId === undefined ? undefined : keys.of(trail.KmsKeyId)),
    );
  },
});

async function observe(look: Look<AwsSession>, trail: z.infer<typeof Trail>, page: Seen<unknown>, key: KeyFacts | undefined) {
  const about = { kinds, subject: subject(trail.TrailARN) };
  const home = await look.session.client('cloudtrail', trail.HomeRegion);
  const status = await look.attempt({ ...about, fields: ['active', 'deliveredAt', 'digestAt', 'failing'] }, () =>
    look.call('cloudtrail:GetTrailStatus', { Name: trail.TrailARN }, (asked) => home.getTrailStatus(asked), Status),
  );
  const selectors = await look.attempt({ ...about, fields: EVENTS }, () =>
    look.call('cloudtrail:GetEventSelectors', { TrailName: trail.TrailARN }, (asked) => home.getEventSelectors(asked), Selectors),
  );
  const bucket = trail.S3BucketName;
  const told = {
    ...settingsOf(trail),
    ...(status === undefined ? {} : statusOf(status.data)),
    ...(selectors === undefined ? {} : eventsOf(selectors.data)),
    // Without a key the files are encrypted under one of S3's own (CloudTrail User Guide, "Encrypting CloudTrail log files").
    encryptedBy: trail.KmsKeyId === undefined ? ('provider' as const) : key?.data.keyManager,
    key: key?.data.key,
    destination: bucket === undefined ? undefined : look.refer(bucketSubject(look, bucket, undefined)),
  };
  look.observe(auditLog, about.subject, present(told), [page, status, selectors, key?.reply]);
  if (key?.failed !== undefined) await look.attempt({ ...about, fields: ['encryptedBy'] }, () => Promise.reject(key.failed));
}

/** The account in a trail's ARN is its owner's: of an organization's trail, the management account. */
function subject(TrailARN: string) {
  return { id: TrailARN, service: 'cloudtrail', type: 'trail', account: TrailARN.split(':')[4] };
}
