import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/temporary.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Tests wait for servers more than they compute, and no file leaves anything behind: loading the document and the
    // catalogue once per worker instead of once per file halves the time.
    isolate: false,
    maxWorkers: 3,
  },
});
