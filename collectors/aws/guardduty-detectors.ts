import type { ListDetectorsCommandInput } from '@aws-sdk/client-guardduty';
import { defineCollector, detection } from 'claimcheck/plugin';
import { z } from 'zod';
import { itemsOf } from './listing.ts';
import { aws } from './source.ts';

const word = z.string().regex(/^\w{1,60}$/);
const Detector = z.object({
  Status: z.enum(['ENABLED', 'DISABLED']),
  UpdatedAt: z.iso.datetime().optional(),
  Features: z.array(z.object({ Name: word, Status: z.enum(['ENABLED', 'DISABLED']) })).optional(),
});
const kinds = [detection];

/** GuardDuty's detector of a region, at most one, and which parts of it are on; where there is none, that nobody watches for threats. Recipe A-DET. */
export const guarddutyDetectors = defineCollector({
  id: 'aws.guardduty-detectors',
  version: 1,
  source: aws,
  per: 'region',
  kinds,
  services: ['guardduty'],
  calls: { 'guardduty:ListDetectors': ['guardduty:ListDetectors'], 'guardduty:GetDetector': ['guardduty:GetDetector'] },

  collect: async (look) => {
    const guardduty = await look.session.client('guardduty');
    const about = { service: 'guardduty', account: look.account };
    const base = `arn:${look.session.partition}:guardduty:${look.region}:${look.account}`;
    const subject = (id: string) => ({ ...about, id: `${base}:detector/${id}`, type: 'detector' });
    const input: ListDetectorsCommandInput = { MaxResults: 50 };
    const listing = itemsOf(look, {
      call: 'guardduty:ListDetectors',
      input,
      ask: (asked) => guardduty.listDetectors(asked),
      items: 'DetectorIds',
      token: 'NextToken',
      onward: (NextToken) => ({ NextToken }),
      shape: z.string().min(1),
      id: 'DetectorId',
      subject,
      about: { kinds },
    });
    let found = false;
    const replies: string[] = [];
    for await (const { page, items, lost } of listing) {
      replies.push(...page.replies);
      found ||= items.length + lost > 0;
      await look.each(
        items,
        (id) => ({ kinds, subject: subject(id) }),
        async (DetectorId, inner) => {
          const reply = await inner.call('guardduty:GetDetector', { DetectorId }, (asked) => guardduty.getDetector(asked), Detector);
          inner.observe(detection, subject(DetectorId), { watches: 'threats', ...factsOf(reply.data) }, [page, reply]);
        },
      );
    }
    if (found) return;
    const none = { ...about, id: `${look.account}/${look.region}/guardduty`, type: 'region-setting' };
    look.observe(detection, none, { watches: 'threats', active: false }, [{ data: undefined, replies }]);
  },
});

function factsOf({ Status, UpdatedAt, Features }: z.infer<typeof Detector>) {
  const named = (status: string) => Features?.filter((one) => one.Status === status).map(({ Name }) => Name);
  const [features, featuresOff] = [named('ENABLED'), named('DISABLED')];
  return {
    active: Status === 'ENABLED',
    ...(features === undefined || featuresOff === undefined ? {} : { features, featuresOff }),
    ...(UpdatedAt === undefined ? {} : { updatedAt: UpdatedAt }),
  };
}
