import { AscError } from '../client/errors.ts';
import type { AuditLog } from './audit.ts';
import type { AuditEvent } from './audit-record.ts';

/** One flushed line in the audit log. Throws `audit_unavailable` without it: then nothing may be sent. */
export async function logged(audit: Pick<AuditLog, 'append'>, event: AuditEvent): Promise<void> {
  try {
    await audit.append(event);
  } catch (cause) {
    throw new AscError({
      code: 'audit_unavailable',
      message: 'The audit log cannot be written, so nothing is changed.',
      meaning: 'Every change is logged before it is sent. Reading goes on.',
      next: 'Free the disk or make the state folder writable (asc-mcp audit verify says what is wrong), then call again.',
      outcome: 'not_sent',
      cause,
    });
  }
}
