import { defineConfig } from 'vitest/config';

/**
 * The tests that hold the module at hand, which run.ts names. They are the whole of what is run: of a mutant outside of
 * functions Stryker asks for every test there is.
 */
const heldBy = (process.env['ASC_HELD_BY'] ?? 'test/**/*.test.ts').split(',');

export default defineConfig({
  test: {
    include: heldBy,
    globalSetup: 'test/support/temporary.ts',
    testTimeout: 30_000,
  },
});
