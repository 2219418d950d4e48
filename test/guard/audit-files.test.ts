import { describe, expect, it } from 'vitest';
import { chainName, chainsOf, headName, partName } from '../../src/guard/audit-files.ts';

const monday = 'audit-2026-11-23-812-00ff';
const tuesday = 'audit-2026-11-24-7-a1b2c3';

describe('the files of the audit log', () => {
  it('are called after the day, the process and its start', () => {
    expect(chainName('2026-11-23', 812, '00ff')).toBe(monday);
    expect([1, 2, 10].map((part) => partName(monday, part))).toEqual([
      'audit-2026-11-23-812-00ff.jsonl',
      'audit-2026-11-23-812-00ff.2.jsonl',
      'audit-2026-11-23-812-00ff.10.jsonl',
    ]);
    expect(headName(monday)).toBe('audit-2026-11-23-812-00ff.head.json');
  });

  it('make up chains, the oldest first, whatever order they are listed in', () => {
    expect(
      chainsOf([
        `${tuesday}.head.json`,
        `${monday}.10.jsonl`,
        `${monday}.jsonl`,
        `${tuesday}.jsonl`,
        `${monday}.2.jsonl`,
      ]),
    ).toEqual([
      { name: monday, boot: '00ff', parts: [1, 2, 10], hasHead: false },
      { name: tuesday, boot: 'a1b2c3', parts: [1], hasHead: true },
    ]);
  });

  it('may have lost all but the head', () => {
    expect(chainsOf([headName(monday)])).toEqual([{ name: monday, boot: '00ff', parts: [], hasHead: true }]);
  });

  it.each([
    'an upload beside them', // no file of ours at all
    `a-${monday}.jsonl`,
    `${monday}.jsonl.bak`,
    `${monday}.head.json.bak`,
    `old-${monday}.head.json`,
    `${monday}.x.jsonl`,
    `${monday}.head.2.json`,
    `${monday}jsonl`,
    'audit-2026-11-23-812-00fg.jsonl',
    'audit-2026-1-23-812-00ff.jsonl',
    'audit-26-11-23-812-00ff.jsonl',
    'audit-2026-11-3-812-00ff.jsonl',
    'audit-2026-11-23--00ff.jsonl',
  ])('are none of %s', (name) => {
    expect(chainsOf([name])).toEqual([]);
  });
});
