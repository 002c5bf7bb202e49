import { defineConfig } from 'vitest/config';

/** `npm run test:peers`: foreign programs as oracles. A peer that is missing fails its tests; test/peers/peer.ts names them. */
export default defineConfig({
  test: {
    include: ['test/peers/**/*.test.ts'],
    passWithNoTests: false,
    allowOnly: false,
    globalSetup: 'test/cli/build-cli.ts',
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
