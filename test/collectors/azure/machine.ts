/** A machine whose metadata service gives tokens. */
import { createServer } from 'node:http';
import { vi } from 'vitest';
import { ambient, remembered } from '../../../collectors/azure/credentials.ts';
import type { Tap } from '../../../src/plugin.ts';
import { tokenFor } from './loopback.ts';

const CLOUD = {
  resourceManager: 'https://a.example.com',
  authority: 'https://b.example.com',
  discoverable: false,
  scope: 'https://a.example.com/.default',
};
const NOTHING = {
  IDENTITY_ENDPOINT: undefined,
  IDENTITY_HEADER: undefined,
  MSI_ENDPOINT: undefined,
  AZURE_POD_IDENTITY_AUTHORITY_HOST: undefined,
  AZURE_CLIENT_ID: undefined,
  AZURE_TENANT_ID: undefined,
  AZURE_FEDERATED_TOKEN_FILE: undefined,
};

/** One token of a managed identity. The identity library keeps its tokens, and where they come from, for the whole process: one such test a file. */
export async function tokenOf(env: (url: string) => Readonly<Record<string, string>>, client: string | undefined) {
  const asked: { url: string; header: unknown; metadata: unknown }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', header: request.headers['x-identity-header'], metadata: request.headers['metadata'] });
    response.setHeader('content-type', 'application/json');
    const ends = String(Math.floor(Date.now() / 1000) + 3600);
    response.end(JSON.stringify({ access_token: tokenFor(1), expires_on: ends, expires_in: '3600', resource: 'r', token_type: 'Bearer' }));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  for (const [name, value] of Object.entries({ ...NOTHING, ...env(`http://127.0.0.1:${address.port}`) })) vi.stubEnv(name, value);
  let outside = 0;
  const tap: Tap = {
    saw: () => {},
    signal: () => undefined,
    stored: () => undefined,
    outside: (work) => {
      outside += 1;
      return work();
    },
  };
  try {
    const credential = remembered(ambient(client === undefined ? {} : { AZURE_CLIENT_ID: client }, CLOUD), CLOUD.scope, tap);
    return { token: await credential.token(), asked, outside: () => outside, identity: credential.identity() };
  } finally {
    await new Promise((closed) => server.close(closed));
  }
}
