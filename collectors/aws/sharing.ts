import { z } from 'zod';

/** One line of a createVolumePermission or launchPermission attribute. */
export const Permission = z.object({
  Group: z.string().optional(),
  UserId: z.string().optional(),
  OrganizationArn: z.string().optional(),
  OrganizationalUnitArn: z.string().optional(),
});

/** What a thing's own permissions say. `Group: all` is everybody; each account, organisation or part of one counts as one. */
export function sharingOf(permissions: readonly z.infer<typeof Permission>[]): { public: boolean; sharedWith: number } {
  const others = permissions.map(
    ({ UserId, OrganizationArn, OrganizationalUnitArn }) => UserId ?? OrganizationArn ?? OrganizationalUnitArn,
  );
  return {
    public: permissions.some(({ Group }) => Group === 'all'),
    sharedWith: new Set(others.filter((other) => other !== undefined)).size,
  };
}

/**
 * With whom a thing is shared takes a call for each thing, and EC2 allows 20 a second: so many a region are asked about, and of the
 * rest the listing still tells whether they are public, while `sharedWith` stays unseen.
 */
export const ASKED_ABOUT = 200;
