import { afterEach, expect, test, vi } from 'vitest';
import { tokenFor } from './loopback.ts';
import { tokenOf } from './machine.ts';

afterEach(() => vi.unstubAllEnvs());

test('the metadata service gives the token of a user-assigned identity, outside of any call', async () => {
  const client = '55555555-5555-4555-8555-555555555555';
  const { token, asked, outside } = await tokenOf((url) => ({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url }), client);
  expect(token).toBe(tokenFor(1));
  const { metadata, url } = asked.at(-1) ?? {};
  expect([metadata, url]).toEqual(['true', expect.stringContaining('/metadata/identity/oauth2/token')]);
  expect(url).toContain(`client_id=${client}`);
  expect(outside()).toBe(1);
});
