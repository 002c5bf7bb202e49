import type { DescribeImageAttributeRequest, DescribeImagesRequest } from '@aws-sdk/client-ec2';
import { defineCollector, publicAccess, type Seen } from 'claimcheck/plugin';
import { z } from 'zod';
import { nextToken, readItems, Token } from './listing.ts';
import { ASKED_ABOUT, Permission, sharingOf } from './sharing.ts';
import { aws } from './source.ts';
import { ec2Subject, Tags } from './subjects.ts';

const BLOCKS = { 'block-new-sharing': 'new', unblocked: 'none' } as const;
const Block = z.object({ ImageBlockPublicAccessState: z.enum(['block-new-sharing', 'unblocked']) });
const Page = z.object({ Images: z.array(z.unknown()), ...Token });
const Image = z.object({ ImageId: z.string().min(1), Public: z.boolean().optional(), Tags });
const Permissions = z.object({ LaunchPermissions: z.array(Permission) });
const about = { kinds: [publicAccess], services: ['ami'] };

/** Who may launch the account's machine images. The region's block stops new sharing only, so that the listing's `Public` stands. Recipe A-EBS-SNAP. */
export const amiSharing = defineCollector({
  id: 'aws.ami-sharing',
  version: 1,
  source: aws,
  per: 'region',
  kinds: [publicAccess],
  services: ['ami'],
  calls: {
    'ec2:DescribeImages': ['ec2:DescribeImages'],
    'ec2:DescribeImageAttribute': ['ec2:DescribeImageAttribute'],
    'ec2:GetImageBlockPublicAccessState': ['ec2:GetImageBlockPublicAccessState'],
  },

  collect: async (look) => {
    const ec2 = await look.session.ec2();
    const block = await look.attempt({ ...about, fields: ['sharingBlocked'] }, () =>
      look.call('ec2:GetImageBlockPublicAccessState', {}, (asked) => ec2.getImageBlockPublicAccessState(asked), Block),
    );
    const blocked = block === undefined ? {} : { sharingBlocked: BLOCKS[block.data.ImageBlockPublicAccessState] };
    const input: DescribeImagesRequest = { Owners: ['self'], IncludeDeprecated: true, IncludeDisabled: true, MaxResults: 1000 };
    let left = ASKED_ABOUT;
    for await (const page of look.pages('ec2:DescribeImages', {
      input,
      ask: (asked) => ec2.describeImages(asked),
      page: Page,
      next: nextToken,
    })) {
      const images = await readItems(look, page, page.data.Images, {
        call: 'ec2:DescribeImages',
        shape: Image,
        id: 'ImageId',
        subject,
        about,
      });
      const asked = images.slice(0, left);
      left -= asked.length;
      const answers = new Map<string, Seen<z.infer<typeof Permissions>>>();
      await look.each(
        asked,
        ({ ImageId, Tags: tags }) => ({ ...about, subject: subject(ImageId, tags), fields: ['sharedWith'] }),
        async ({ ImageId }, inner) => {
          const one: DescribeImageAttributeRequest = { ImageId, Attribute: 'launchPermission' };
          answers.set(
            ImageId,
            await inner.call('ec2:DescribeImageAttribute', one, (image) => ec2.describeImageAttribute(image), Permissions),
          );
        },
      );
      for (const { ImageId, Public, Tags: tags } of images) {
        const answer = answers.get(ImageId);
        const listed = Public === undefined ? {} : { public: Public };
        const sharing = answer === undefined ? {} : sharingOf(answer.data.LaunchPermissions);
        look.observe(publicAccess, subject(ImageId, tags), { about: 'thing', ...sharing, ...listed, ...blocked }, [page, block, answer]);
      }
    }

    function subject(id: string, tags?: z.infer<typeof Tags>) {
      return ec2Subject(look, { service: 'ami', type: 'image', resource: `image/${id}`, ownerless: true }, tags);
    }
  },
});
