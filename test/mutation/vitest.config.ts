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
      'test/guard/plan.test.ts',
      'test/guard/limits.test.ts',
      'test/guard/digest.test.ts',
      'test/guard/taint.test.ts',
      'test/guard/repeatable.test.ts',
      'test/guard/upload-file.test.ts',
      'test/guard/scope.test.ts',
      'test/guard/sender.test.ts',
      'test/guard/audit.test.ts',
      'test/guard/policy-file.test.ts',
      'test/tools/folders.test.ts',
      'test/guard/later.test.ts',
      'test/guard/executor.test.ts',
      'test/tools/redact.test.ts',
      'test/client/retry.test.ts',
      'test/client/target.test.ts',
      'test/client/paging.test.ts',
      'test/client/paging-pages.test.ts',
    ],
    globalSetup: 'test/support/temporary.ts',
    testTimeout: 30_000,
  },
});
