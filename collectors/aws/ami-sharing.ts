import type { DescribeImagesRequest } from '@aws-sdk/client-ec2';
import { defineCollector, publicAccess, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { nextToken, readItems, Token } from './listing.ts';
import { isOwn } from './own-snapshots.ts';
import { aws } from './source.ts';
import { ec2Subject, Tags } from './subjects.ts';

const BLOCKS = { 'block-new-sharing': 'new', unblocked: 'none' } as const;
const Block = z.object({ ImageBlockPublicAccessState: z.enum(['block-new-sharing', 'unblocked']) });
const Page = z.object({ Images: z.array(z.unknown()), ...Token });
const Image = z.object({ ImageId: z.string().min(1), Public: z.boolean().optional(), Tags });
const about = { kinds: [publicAccess], services: ['ami'] };

/**
 * Whether everybody may launch the account's machine images, disabled ones among them. Recipe A-EBS-SNAP. The region's block is
 * asked for only where an image is public: it stops new sharing, and makes nothing private (EC2 API Reference,
 * EnableImageBlockPublicAccess). With which accounts an image is shared is not read.
 */
export const amiSharing = defineCollector({
  id: 'aws.ami-sharing',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [publicAccess],
  services: ['ami'],
  calls: {
    'ec2:DescribeImages': ['ec2:DescribeImages'],
    'ec2:GetImageBlockPublicAccessState': ['ec2:GetImageBlockPublicAccessState'],
  },

  collect: async (look) => {
    const ec2 = await look.session.client('ec2');
    const subject = (id: string, tags?: z.infer<typeof Tags>) =>
      ec2Subject(look, { service: 'ami', type: 'image', resource: `image/${id}`, ownerless: true }, tags);
    const input: DescribeImagesRequest = { Owners: ['self'], IncludeDeprecated: true, IncludeDisabled: true, MaxResults: 1000 };
    const listing = look.pages('ec2:DescribeImages', { input, ask: (asked) => ec2.describeImages(asked), page: Page, next: nextToken });
    let block: Promise<Seen<z.infer<typeof Block>> | undefined> | undefined;
    for await (const page of listing) {
      const images = await readItems(
        look,
        page,
        page.data.Images.filter((item) => isOwn(item, look.account)),
        {
          call: 'ec2:DescribeImages',
          shape: Image,
          id: 'ImageId',
          subject,
          about,
        },
      );
      if (images.some(({ Public }) => Public === true)) {
        block ??= look.attempt({ ...about, fields: ['sharingBlocked'] }, () =>
          look.call('ec2:GetImageBlockPublicAccessState', {}, (asked) => ec2.getImageBlockPublicAccessState(asked), Block),
        );
      }
      const state = await block;
      const blocked = state === undefined ? {} : { sharingBlocked: BLOCKS[state.data.ImageBlockPublicAccessState] };
      for (const { ImageId, Public, Tags: tags } of images) {
        const said = Public === undefined ? {} : { public: Public };
        look.observe(publicAccess, subject(ImageId, tags), { about: 'thing', ...said, ...blocked }, [page, state]);
      }
    }
  },
});
