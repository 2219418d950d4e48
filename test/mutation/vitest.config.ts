import { defineConfig } from 'vitest/config';

/** Every test may be asked for; which ones are, says held-by.ts. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/temporary.ts',
    testTimeout: 30_000,
  },
});
