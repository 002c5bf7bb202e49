import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type PeerName, peer, peers } from './peer.ts';

/** What each peer answers with 0 to, without network. */
const greetings: Readonly<Record<PeerName, readonly string[]>> = {
  openssl: ['version'],
  jq: ['--version'],
  python3: ['--version'],
  chromium: ['--version'],
  moto: ['--help'],
  ministack: ['--help'],
  cosign: ['version'],
  strictReader: [],
  softhsm: ['--version'],
  pkcs11: ['--module', '/usr/lib/softhsm/libsofthsm2.so', '--show-info'],
  nginx: ['-v'],
  sslscan: ['--version'],
  testssl: ['--version'],
};

describe('every named peer', () => {
  test.each(Object.entries(greetings))('%s is here and starts', (name, greeting) => {
    const found = Object.keys(peers).find((known): known is PeerName => known === name);
    expect(found).toBeDefined();
    if (found !== undefined) expect(spawnSync(peer(found), greeting).status).toBe(0);
  });
});

test('a missing peer fails and says how to install it', () => {
  expect(() => peer('chromium', '/nowhere')).toThrow(/chromium.*scripts\/peers\.sh/);
});
