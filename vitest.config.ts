import { defineConfig } from 'vitest/config';

/** An SDK keeps for the life of a process where it last found credentials. */
const ALONE = ['test/collectors/**/*{credentials,identity}*.test.ts'];

/** `npm test`: needs only Node. Nothing here leaves the machine, and nothing here may be skipped. */
export default defineConfig({
  test: {
    passWithNoTests: false,
    allowOnly: false,
    globalSetup: 'test/cli/build-cli.ts',
    pool: 'forks',
    // Left alone, vitest leaves a processor free.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // Nothing is global in the house, so files share processes, and each process reads the SDKs once. What a test stubs it gives back.
      { extends: true, test: { name: 'together', include: ['test/**/*.test.ts'], exclude: ['test/peers/**', ...ALONE], isolate: false } },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
