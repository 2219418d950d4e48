import { join } from 'node:path';
import type { Command } from 'commander';
import { strings } from '../catalog/json.ts';
import { ConfigError, redisUrlOf, userFolder } from '../config.ts';
import { type ReadRecord, readAudit } from '../guard/audit-verify.ts';
import { auditFolder } from '../guard/index.ts';
import { checkedAudit } from './audit-check.ts';
import { complain, print } from './print.ts';

/** Adds `audit verify` and `audit show` to the command. */
export function registerAudit(command: Command): void {
  const audit = command.command('audit').description('the log of what was asked, approved and sent');
  audit
    .command('verify')
    .description(
      'find out whether anybody has changed the log; exit code 1 when so, 2 when Redis could not be asked',
    )
    .action(async () => {
      const verdict = await checkedAudit({ stateDir: userFolder(), redisUrl: redisUrlOf() });
      for (const { file, line, what } of verdict.problems)
        complain(`${join(auditFolder(userFolder()), file)}${line === undefined ? '' : `:${line}`} ${what}.`);
      for (const note of verdict.notes) print(`Note: ${note}`);
      print(
        verdict.ok
          ? `The log is whole: ${verdict.records} records of ${verdict.chains} server runs.`
          : `The log was changed: ${verdict.problems.length} of ${verdict.chains} server runs are not as they were written.`,
      );
      if (verdict.unreached !== undefined) complain(`asc-mcp: ${verdict.unreached}`);
      if (!verdict.ok) process.exitCode = 1;
      else if (verdict.unreached !== undefined) process.exitCode = 2;
    });
  audit
    .command('show')
    .description('print the log, oldest first')
    .option('--since <time>', 'no older than this: 30m, 2h, 7d, or a date')
    .option('--json', 'as JSON lines')
    .action(async (flags: { since?: string; json?: boolean }) => {
      const since = flags.since === undefined ? undefined : sinceOf(flags.since, Date.now());
      const records = (await readAudit(auditFolder(userFolder()))).filter(
        ({ at }) => since === undefined || Date.parse(at) >= since,
      );
      for (const record of records) print(flags.json === true ? JSON.stringify(record) : lineOf(record));
      if (records.length === 0 && flags.json !== true) print('Nothing is in the log.');
    });
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds since 1970 that `text` means: a span before `now`, or a date. Throws `ConfigError`. */
export function sinceOf(text: string, now: number): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (units[unit] ?? 0);
  const date = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date))
    throw new ConfigError(`"${text.slice(0, 40)}" is no time. Examples: 30m, 2h, 7d, 2026-11-22.`);
  return date;
}

/** `2026-11-22T10:00:00Z  intent  R2 betaGroups_createInstance app 123 …` */
function lineOf(record: ReadRecord): string {
  const text = (name: string, label = ''): string[] => {
    const value = record[name];
    return typeof value === 'string' || typeof value === 'number' ? [`${label}${value}`] : [];
  };
  const list = (name: string, label: string): string[] => {
    const values = strings(record[name]);
    return values.length === 0 ? [] : [`${label}${values.join(',')}`];
  };
  return [
    record.at.replace(/\.\d+Z$/, 'Z'),
    record.kind.padEnd(8),
    ...text('tier'),
    ...text('operation'),
    ...text('account', 'account '),
    ...text('app', 'app '),
    ...list('targets', 'on '),
    ...list('fields', 'fields '),
    ...text('step', 'step '),
    ...text('channel', 'by '),
    ...text('outcome'),
    ...text('status'),
    ...text('reason'),
    ...text('rule', 'because of '),
    ...text('plan', 'plan '),
    ...text('client', 'from '),
  ].join('  ');
}
