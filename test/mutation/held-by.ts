/**
 * Which tests hold which module: when the module is changed in any one place, one of these must fail. Every mutant runs
 * the tests that reach it, so only fast ones stand here; slower suites go over the same ground as a whole.
 */
export const heldBy: Readonly<Record<string, readonly string[]>> = {
  'src/guard/executor.ts': ['test/guard/executor.test.ts', 'test/guard/later.test.ts'],
  'src/guard/judge.ts': [
    'test/guard/judge.test.ts',
    'test/guard/executor.test.ts',
    'test/guard/later.test.ts',
  ],
  'src/guard/sender.ts': ['test/guard/sender.test.ts', 'test/guard/later.test.ts'],
  'src/guard/log-first.ts': ['test/guard/sender.test.ts'],
  'src/guard/plan.ts': ['test/guard/plan.test.ts'],
  'src/guard/scope.ts': ['test/guard/scope-asks.test.ts', 'test/guard/scope-routes.test.ts'],
  'src/guard/tier.ts': ['test/guard/tier.test.ts', 'test/guard/tier-rules.test.ts'],
  'src/guard/policy.ts': ['test/guard/policy.test.ts', 'test/guard/policy-trace.test.ts'],
  'src/guard/policy-file.ts': ['test/guard/policy-file.test.ts', 'test/guard/policy-apps.test.ts'],
  'src/guard/grants.ts': ['test/guard/limits.test.ts'],
  'src/guard/budget.ts': ['test/guard/limits.test.ts'],
  'src/guard/taint.ts': ['test/guard/taint.test.ts'],
  'src/guard/mail.ts': ['test/guard/taint.test.ts'],
  'src/guard/digest.ts': ['test/guard/digest.test.ts'],
  'src/guard/later.ts': ['test/guard/later.test.ts'],
  'src/guard/repeatable.ts': ['test/guard/repeatable.test.ts'],
  'src/guard/upload-file.ts': ['test/guard/upload-file.test.ts'],
  'src/guard/process-alive.ts': ['test/guard/process-alive.test.ts'],
  'src/guard/audit.ts': ['test/guard/audit.test.ts'],
  'src/guard/audit-record.ts': ['test/guard/audit-record.test.ts'],
  'src/guard/audit-verify.ts': ['test/guard/audit-verify.test.ts'],
  'src/guard/approval/desk.ts': ['test/guard/desk.test.ts'],
  'src/guard/approval/wire.ts': ['test/guard/wire.test.ts'],
  'src/tools/folders.ts': ['test/tools/folders.test.ts'],
  'src/tools/redact.ts': ['test/tools/redact.test.ts', 'test/guard/redact.property.test.ts'],
  'src/client/retry.ts': ['test/client/retry.test.ts'],
  'src/client/target.ts': ['test/client/target.test.ts'],
  'src/client/paging.ts': ['test/client/paging.test.ts', 'test/client/paging-pages.test.ts'],
};
