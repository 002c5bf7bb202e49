import { afterEach, expect, test, vi } from 'vitest';
import { page, resolve } from './looking.ts';

afterEach(() => vi.unstubAllEnvs());

test('where nothing is configured and the machine gives no token, there are no credentials', async () => {
  vi.stubEnv('AZURE_POD_IDENTITY_AUTHORITY_HOST', 'http://127.0.0.1:1');
  vi.stubEnv('IDENTITY_ENDPOINT', undefined);
  const { resolved, asked } = await resolve({ subscriptions: () => page([]) }, {}, (url) => ({ AZURE_RESOURCE_MANAGER_URL: url }));
  expect(resolved).toMatchObject([{ gap: { reason: 'denied', code: 'NoCredentials' }, noCredentials: true }]);
  expect(asked).toEqual([]);
});
