/** `approve` and `audit` alone, for a test with a real terminal. */
import { Command } from 'commander';
import { registerApprove } from '../../src/cli/approve.ts';
import { registerAudit } from '../../src/cli/audit.ts';

const command = new Command();
registerApprove(command);
registerAudit(command);
try {
  await command.parseAsync(process.argv);
} catch (error) {
  process.stderr.write(`asc-mcp: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
