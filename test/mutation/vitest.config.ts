import { defineConfig } from 'vitest/config';

/** The tests that hold the modules of `stryker.config.json`, and no others: each runs once for every mutant it reaches. */
export default defineConfig({
  test: {
    include: [
      'test/guard/tier.test.ts',
      'test/guard/tier-rules.test.ts',
      'test/guard/policy.test.ts',
      'test/guard/policy-trace.test.ts',
      'test/guard/redact.property.test.ts',
      'test/guard/plan.property.test.ts',
      'test/guard/later.test.ts',
      'test/guard/executor.test.ts',
      'test/tools/redact.test.ts',
      'test/client/retry.test.ts',
      'test/client/target.test.ts',
      'test/client/paging.test.ts',
      'test/client/paging-pages.test.ts',
    ],
    globalSetup: 'test/support/temporary.ts',
    isolate: false,
    testTimeout: 30_000,
  },
});
