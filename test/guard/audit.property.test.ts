import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../src/guard/audit.ts';
import { verifyAudit } from '../../src/guard/audit-verify.ts';
import { filled } from './audit-support.ts';

describe('the audit log', () => {
  it('finds any single change, and points at its line', async () => {
    const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
    const event: fc.Arbitrary<AuditEvent> = fc.record(
      {
        kind: fc.constantFrom('plan', 'intent', 'outcome', 'refused'),
        operation: text,
        rule: text,
        status: fc.integer(),
        fields: fc.array(text, { maxLength: 3 }),
      },
      { requiredKeys: ['kind'] },
    );
    const mutation = fc.constantFrom('flip', 'delete', 'swap', 'insert', 'cut', 'append', 'space', 'head');
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 2, maxLength: 8 }),
        mutation,
        fc.nat(),
        fc.nat(),
        async (events, kind, one, two) => {
          const { path, logs } = await filled(events);
          const file = join(path, logs[0] ?? '');
          const before = readFileSync(file);
          const lines = before.toString().trimEnd().split('\n');
          const [i, j] = [one % lines.length, two % lines.length];
          const [a = '', b = ''] = [lines[i], lines[j]];
          let expected: number | undefined;
          if (kind === 'flip') {
            const bytes = Buffer.from(before);
            const at = one % bytes.length;
            bytes[at] = (bytes[at] ?? 0) ^ (1 << (two % 8));
            writeFileSync(file, bytes);
          } else if (kind === 'head') {
            const head = file.replace('.jsonl', '.head.json');
            const bytes = readFileSync(head);
            const at = one % bytes.length;
            bytes[at] = (bytes[at] ?? 0) ^ (1 << (two % 8));
            writeFileSync(head, bytes);
          } else {
            if (kind === 'delete') lines.splice(i, 1);
            else if (kind === 'cut') lines.splice(i);
            else if (kind === 'insert') lines.splice(i, 0, b);
            else if (kind === 'append') lines.push(a);
            else if (kind === 'space') lines[i] = a.replace(':', ': ');
            else {
              lines[i] = b;
              lines[j] = a;
            }
            expected = kind === 'swap' ? Math.min(i, j) + 1 : kind === 'append' ? lines.length : i + 1;
            writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
          }
          const verdict = await verifyAudit(path);
          rmSync(path, { recursive: true });
          if (kind === 'swap' && i === j) {
            expect(verdict.ok).toBe(true);
            return;
          }
          expect(verdict.ok).toBe(false);
          if (expected !== undefined && !(kind === 'insert' && i === j))
            expect(verdict.problems[0]?.line).toBe(expected);
        },
      ),
      { numRuns: 150 },
    );
  });
});
