import { expect, test } from 'vitest';
import { amiSharing } from '../../../collectors/aws/ami-sharing.ts';
import { look } from './looking.ts';
import { ec2Error, type Script, xml } from './loopback.ts';

function images(...set: readonly Readonly<Record<string, unknown>>[]): Script {
  return { 'ec2:DescribeImages': () => xml('DescribeImages', { imagesSet: set }) };
}
const block: Script = {
  'ec2:GetImageBlockPublicAccessState': () => xml('GetImageBlockPublicAccessState', { imageBlockPublicAccessState: 'unblocked' }),
};

test('private images are seen, and the block is not asked for', async () => {
  const { observed, gaps, calls } = await look(amiSharing, images({ imageId: 'ami-1', isPublic: false }));
  expect(gaps).toEqual([]);
  expect(observed).toMatchObject([
    { subject: { id: 'arn:aws:ec2:eu-west-1::image/ami-1', service: 'ami' }, data: { about: 'thing', public: false } },
  ]);
  expect(calls).toEqual(['ec2:DescribeImages']);
});

test('a public image is seen as public, with the block beside it', async () => {
  const { observed } = await look(amiSharing, { ...images({ imageId: 'ami-1', isPublic: true }), ...block });
  expect(observed).toMatchObject([{ data: { about: 'thing', public: true, sharingBlocked: 'none' }, replies: ['hash-1', 'hash-2'] }]);
});

test('where the block cannot be read, a public image leaves a gap about it', async () => {
  const { observed, gaps } = await look(amiSharing, {
    ...images({ imageId: 'ami-1', isPublic: true }),
    'ec2:GetImageBlockPublicAccessState': () => ec2Error(403, 'UnauthorizedOperation'),
  });
  expect(observed.map(({ data }) => data)).toEqual([{ about: 'thing', public: true }]);
  expect(gaps).toMatchObject([{ reason: 'denied', fields: ['sharingBlocked'], services: ['ami'] }]);
});

test("only the account's own images are asked for, disabled and deprecated ones among them", async () => {
  const { asked } = await look(amiSharing, images());
  expect(asked[0]?.input).toMatchObject({ 'Owner.1': 'self', IncludeDisabled: 'true', IncludeDeprecated: 'true', MaxResults: '1000' });
});

test("images of other owners, which some servers list all the same, are not the account's", async () => {
  const { observed } = await look(
    amiSharing,
    images(
      { imageId: 'ami-1', imageOwnerId: '444455556666', isPublic: true },
      { imageId: 'ami-2', imageOwnerId: '111122223333', isPublic: false },
    ),
  );
  expect(observed.map(({ subject }) => subject.id)).toEqual(['arn:aws:ec2:eu-west-1::image/ami-2']);
});
