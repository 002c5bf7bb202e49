import { defineConfig } from 'vitest/config';

/** `npm test`: needs only Node. Nothing here leaves the machine, and nothing here may be skipped. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/peers/**'],
    passWithNoTests: false,
    allowOnly: false,
    pool: 'forks',
    // Left alone, vitest leaves a processor free.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
