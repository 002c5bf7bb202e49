import { afterEach, expect, test, vi } from 'vitest';
import { tokenOf } from './machine.ts';

afterEach(() => vi.unstubAllEnvs());

test('an App Service has an endpoint and a header of its own', async () => {
  const env = (url: string) => ({ IDENTITY_ENDPOINT: `${url}/msi/token`, IDENTITY_HEADER: 'header-of-the-app' });
  const { asked, identity } = await tokenOf(env, undefined);
  expect(asked.at(-1)?.header).toBe('header-of-the-app');
  expect(asked.at(-1)?.url).toContain('/msi/token');
  expect(identity).toContain('application 44444444');
});
