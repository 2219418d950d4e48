import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { teamIds } from '../sandbox/team-ids.ts';
import { startAssistant } from './demo/assistant.ts';
import { paper } from './demo/paper.ts';
import { questions } from './demo/questions.ts';
import { endWithReader } from './print.ts';

/**
 * Asks real questions of the built server through a real MCP client, against the embedded sandbox, and prints
 * question, calls and answer. Throws when a step fails, so that the command ends with 1.
 */
export async function demo(): Promise<void> {
  endWithReader();
  const began = performance.now();
  const downloads = mkdtempSync(join(tmpdir(), 'asc-demo-'));
  const assistant = await startAssistant({ downloads, vendorNumber: teamIds.vendorNumber });
  try {
    paper.text(
      `A scripted assistant asks the built server over MCP ${assistant.protocol}. The server talks to an embedded App Store Connect over HTTP; its team is invented. Every answer is worked out from what the tools return.`,
    );
    for (const [at, question] of questions.entries()) {
      paper.question(at + 1, question.text);
      await question.answer(assistant);
    }
    const { calls, tokens } = assistant.spent();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    paper.blank();
    paper.text(
      `${questions.length} questions, ${calls} calls, about ${tokens.toLocaleString('en-US')} tokens of answers, ${seconds} s.`,
    );
    paper.blank();
    paper.text(
      'With your own key: "node dist/index.js setup" takes it (App Store Connect → Users and Access → Integrations) and tells your MCP clients.',
    );
  } finally {
    await assistant.close();
    rmSync(downloads, { recursive: true, force: true });
  }
}
