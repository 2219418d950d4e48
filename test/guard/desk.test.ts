import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type Answer,
  clockTime,
  type Desk,
  sameCode,
  sameSecret,
  secret,
} from '../../src/guard/approval/desk.ts';
import { dangerous, table as makeTable, planOf, rightPin as right, type Table } from './approval-support.ts';

const yes: Answer = { approve: true, pin: right };

const tables: Desk[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const desk of tables.splice(0)) desk.clear();
});

async function table(pinIsSet = true): Promise<Table> {
  const made = await makeTable(pinIsSet);
  tables.push(made.desk);
  return made;
}

describe('a plan that waits', () => {
  it('is laid out once, and seen until it is answered', async () => {
    const { desk, told } = await table();
    const [one, two] = [planOf(), planOf()];
    desk.put(one);
    desk.put(one);
    expect(told).toEqual(['change']);
    desk.put(two);
    expect(desk.waiting()).toEqual([one, two]);
    expect(desk.plan(one.id)).toBe(one);
    expect(desk.plan('another')).toBeUndefined();
    expect(desk.decision(one.id)).toBeUndefined();
    expect(await desk.answer(one.id, 'page', yes)).toEqual({
      kind: 'decided',
      decision: { kind: 'approved', channel: 'page' },
    });
    expect(desk.waiting()).toEqual([two]);
    expect(desk.plan(one.id)).toBeUndefined();
    expect(desk.decision(one.id)).toEqual({ kind: 'approved', channel: 'page' });
    expect(told).toEqual(['change', 'change', 'change']);
  });

  it('is answered once, by whoever comes first', async () => {
    const { desk } = await table();
    const plan = planOf();
    desk.put(plan);
    const replies = await Promise.all([
      desk.answer(plan.id, 'page', yes),
      desk.answer(plan.id, 'terminal', { approve: false }),
    ]);
    expect(replies).toEqual([
      { kind: 'decided', decision: { kind: 'approved', channel: 'page' } },
      { kind: 'gone' },
    ]);
    expect(await desk.answer('another', 'page', yes)).toEqual({ kind: 'gone' });
  });

  it('is refused with a no, whatever else is said with it', async () => {
    const { desk } = await table();
    const plan = dangerous();
    desk.put(plan);
    expect(await desk.answer(plan.id, 'terminal', { approve: false, pin: 'x', code: 'y' })).toEqual({
      kind: 'decided',
      decision: { kind: 'refused', channel: 'terminal', why: 'The person declined.' },
    });
  });

  it('is gone when it is withdrawn, and who waits is told', async () => {
    const { desk, told } = await table();
    const plan = planOf();
    desk.put(plan);
    const waits = desk.wait(plan.id, 60_000);
    desk.forget(plan.id);
    desk.forget(plan.id);
    expect(await waits).toEqual({ kind: 'unavailable', why: 'The plan was withdrawn.' });
    expect(told).toEqual(['change', 'change']);
    expect(desk.waiting()).toEqual([]);
    expect(await desk.answer(plan.id, 'page', yes)).toEqual({ kind: 'gone' });
    const [two, three] = [planOf(), planOf()];
    desk.put(two);
    desk.put(three);
    desk.clear();
    expect(desk.waiting()).toEqual([]);
  });

  it('that is withdrawn while an answer is judged stays unanswered', async () => {
    const { desk } = await table();
    const plan = planOf();
    desk.put(plan);
    const answering = desk.answer(plan.id, 'page', yes);
    desk.forget(plan.id);
    expect(await answering).toEqual({ kind: 'gone' });
    const other = planOf();
    desk.put(other);
    const late = desk.answer(other.id, 'page', yes);
    // The PIN is being hashed by now.
    await new Promise((resolve) => setImmediate(resolve));
    desk.forget(other.id);
    expect(await late).toEqual({ kind: 'gone' });
  });
});

describe('the time of a plan', () => {
  it('ends by itself, and who waits is told', async () => {
    const { desk, told } = await table();
    const plan = planOf({ expiresAt: Date.now() + 30 });
    desk.put(plan);
    expect(await desk.wait(plan.id, 60_000)).toEqual({
      kind: 'unavailable',
      why: 'Nobody answered before the plan expired.',
    });
    expect(told).toEqual(['change', 'change']);
    expect(await desk.answer(plan.id, 'page', yes)).toEqual({ kind: 'gone' });
  });

  it('is over for an answer that comes with its last millisecond', async () => {
    const { desk, advance } = await table();
    const plan = planOf();
    desk.put(plan);
    advance(plan.expiresAt - Date.now());
    expect(desk.waiting()).toEqual([]);
    expect(await desk.answer(plan.id, 'page', yes)).toEqual({ kind: 'gone' });
    expect(desk.decision(plan.id)).toEqual({
      kind: 'unavailable',
      why: 'Nobody answered before the plan expired.',
    });
  });

  it('is over, too, when it ends while the PIN is hashed', async () => {
    const { desk, advance } = await table();
    const plan = planOf();
    desk.put(plan);
    const answering = desk.answer(plan.id, 'page', yes);
    await new Promise((resolve) => setImmediate(resolve));
    advance(700_000);
    expect(await answering).toEqual({ kind: 'gone' });
    expect(desk.decision(plan.id)).toBeUndefined();
  });

  it('goes on after it for a minute, in which who asks late hears what became of it', async () => {
    const { desk } = await table();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const plan = planOf();
    desk.put(plan);
    await desk.answer(plan.id, 'page', { approve: false });
    vi.advanceTimersByTime(660_000 - 1_000);
    expect(desk.decision(plan.id)).toMatchObject({ kind: 'refused' });
    vi.advanceTimersByTime(2_000);
    expect(desk.decision(plan.id)).toBeUndefined();
    const expired = planOf({ expiresAt: Date.now() + 5_000 });
    desk.put(expired);
    vi.advanceTimersByTime(4_000);
    expect(desk.decision(expired.id)).toBeUndefined();
    vi.advanceTimersByTime(2_000);
    expect(desk.decision(expired.id)).toMatchObject({ kind: 'unavailable' });
    vi.advanceTimersByTime(58_000);
    expect(desk.decision(expired.id)).toMatchObject({ kind: 'unavailable' });
    vi.advanceTimersByTime(4_000);
    expect(desk.decision(expired.id)).toBeUndefined();
  });
});

describe('waiting for an answer', () => {
  it('ends with the answer, the time, or the caller', async () => {
    const { desk } = await table();
    const plan = planOf();
    expect(await desk.wait(plan.id, 10)).toEqual({
      kind: 'unavailable',
      why: 'The plan is not waiting for an answer.',
    });
    desk.put(plan);
    const began = performance.now();
    expect(await desk.wait(plan.id, 10)).toBe('waiting');
    expect(await desk.wait(plan.id, 60_000, AbortSignal.abort())).toBe('waiting');
    const stop = new AbortController();
    const stopped = desk.wait(plan.id, 60_000, stop.signal);
    stop.abort();
    expect(await stopped).toBe('waiting');
    expect(performance.now() - began).toBeLessThan(20_000);
    const waits = desk.wait(plan.id, 60_000, new AbortController().signal);
    await desk.answer(plan.id, 'page', { approve: false });
    const refused = { kind: 'refused', channel: 'page', why: 'The person declined.' };
    expect(await waits).toEqual(refused);
    expect(await desk.wait(plan.id, 0, AbortSignal.abort())).toEqual(refused);
  });

  it('leaves no timer and no listener behind', async () => {
    const { desk } = await table();
    const plan = planOf();
    desk.put(plan);
    const stop = new AbortController();
    const removed = vi.spyOn(stop.signal, 'removeEventListener');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    await desk.wait(plan.id, 5, stop.signal);
    expect(removed.mock.calls.map(([name]) => name)).toEqual(['abort']);
    expect(cleared).toHaveBeenCalledTimes(1);
    cleared.mockRestore();
  });
});

describe('the code of an R3 plan', () => {
  it('comes before the PIN, and three wrong ones void the plan', async () => {
    const { desk } = await table();
    const plan = dangerous();
    desk.put(plan);
    const wrong = (text: string): unknown => ({
      kind: 'again',
      text: `That is not the code shown above. ${text}`,
      field: 'code',
    });
    expect(await desk.answer(plan.id, 'page', yes)).toEqual(wrong('2 tries are left.'));
    expect(await desk.answer(plan.id, 'page', { ...yes, code: 'KQ7RX3' })).toEqual(wrong('One try is left.'));
    expect(await desk.answer(plan.id, 'page', { ...yes, code: '' })).toEqual({
      kind: 'decided',
      decision: { kind: 'refused', channel: 'page', why: '3 wrong answers' },
    });
    expect(await desk.answer(plan.id, 'page', { ...yes, code: 'KQ7RX2' })).toEqual({ kind: 'gone' });
  });

  it('is not enough without the PIN', async () => {
    const { desk } = await table();
    const plan = dangerous();
    desk.put(plan);
    expect(await desk.answer(plan.id, 'page', { approve: true, code: 'KQ7RX2' })).toEqual({
      kind: 'again',
      text: 'Type your PIN to approve.',
      field: 'pin',
    });
    expect(await desk.answer(plan.id, 'page', { approve: true, code: 'KQ7RX2', pin: 'nope-1' })).toEqual({
      kind: 'again',
      text: 'That is not the PIN. 2 tries are left.',
      field: 'pin',
    });
    expect(await desk.answer(plan.id, 'page', { ...yes, code: 'kq7-rx2' })).toMatchObject({
      decision: { kind: 'approved' },
    });
  });

  it('is not asked for of any other plan', async () => {
    const { desk } = await table();
    const plan = planOf({ code: 'KQ7RX2' });
    desk.put(plan);
    expect(await desk.answer(plan.id, 'page', yes)).toMatchObject({ decision: { kind: 'approved' } });
  });
});

describe('the first PIN', () => {
  it('is chosen with an answer, twice the same and not the first that comes to mind', async () => {
    const { desk, told, pin } = await table(false);
    const plan = planOf();
    desk.put(plan);
    const answers = [{ approve: true }, { approve: true, pin: '12345' }, { approve: true, pin: '123456' }];
    expect(await desk.answer(plan.id, 'terminal', answers[0] ?? yes)).toEqual({
      kind: 'again',
      text: 'A PIN has 6 characters or more.',
      field: 'pin',
    });
    expect(await desk.answer(plan.id, 'terminal', answers[1] ?? yes)).toMatchObject({ field: 'pin' });
    expect(await desk.answer(plan.id, 'terminal', answers[2] ?? yes)).toMatchObject({ field: 'pin' });
    expect(await desk.answer(plan.id, 'terminal', { ...yes, repeat: '482916' })).toEqual({
      kind: 'again',
      text: 'The two PINs are not the same.',
      field: 'repeat',
    });
    expect(await desk.answer(plan.id, 'terminal', yes)).toMatchObject({ field: 'repeat' });
    // None of these was a wrong answer.
    expect(await desk.answer(plan.id, 'terminal', { ...yes, repeat: right })).toMatchObject({
      kind: 'decided',
      decision: { kind: 'approved', channel: 'terminal' },
    });
    expect(told).toEqual(['change', 'terminal', 'change']);
    expect(await pin.checkPin(right)).toEqual({ kind: 'right' });
  });

  it('that two choose at once is the one of the first', async () => {
    const { desk, told } = await table(false);
    const [one, two] = [planOf(), planOf()];
    desk.put(one);
    desk.put(two);
    const replies = await Promise.all([
      desk.answer(one.id, 'page', { ...yes, repeat: right }),
      desk.answer(two.id, 'terminal', { approve: true, pin: 'other-pin', repeat: 'other-pin' }),
    ]);
    expect(replies.filter(({ kind }) => kind === 'decided').length).toBe(1);
    expect(replies.filter(({ kind }) => kind !== 'decided')).toEqual([
      { kind: 'again', text: 'A PIN was chosen elsewhere a moment ago. Type that one.', field: 'pin' },
    ]);
    expect(told.filter((each) => each !== 'change').length).toBe(1);
  });
});

describe('wrong PINs', () => {
  it('void a plan with the third, and lock with the fifth', async () => {
    const { desk } = await table();
    const [one, two, three] = [planOf(), planOf(), planOf()];
    for (const plan of [one, two, three]) desk.put(plan);
    const wrong = { approve: true, pin: 'wrong-1' };
    const texts: unknown[] = [];
    for (const plan of [one, one, one, two, two, two, two]) {
      const reply = await desk.answer(plan.id, 'page', wrong);
      texts.push(reply.kind === 'again' ? `${reply.field}: ${reply.text}` : reply);
    }
    const locked = /^pin: Too many wrong PINs\. Approving is locked until \d\d:\d\d\.( One try is left\.)?$/;
    expect(texts).toEqual([
      'pin: That is not the PIN. 2 tries are left.',
      'pin: That is not the PIN. One try is left.',
      { kind: 'decided', decision: { kind: 'refused', channel: 'page', why: '3 wrong answers' } },
      'pin: That is not the PIN. 2 tries are left.',
      expect.stringMatching(locked),
      expect.stringMatching(/locked until \d\d:\d\d\.$/),
      expect.stringMatching(/locked until \d\d:\d\d\.$/),
    ]);
    expect(texts[4]).toContain('One try is left.');
    // The right one is not taken either, and is no wrong answer.
    expect(await desk.answer(two.id, 'page', yes)).toMatchObject({ kind: 'again', field: 'pin' });
    expect(desk.waiting()).toEqual([two, three]);
  });
});

describe('what is compared in secret', () => {
  it('is the same or not, whatever its length', () => {
    expect(sameSecret('abc', 'abc')).toBe(true);
    expect(sameSecret('abd', 'abc')).toBe(false);
    expect(sameSecret('ab', 'abc')).toBe(false);
    expect(sameSecret('abcd', 'abc')).toBe(false);
    expect(sameSecret(undefined, 'abc')).toBe(false);
    expect(sameSecret(undefined, '')).toBe(true);
    expect(secret()).toMatch(/^[\w-]{22}$/);
    expect(secret()).not.toBe(secret());
  });

  it.each<[string | undefined, string | undefined, boolean]>([
    ['KQ7RX2', 'KQ7RX2', true],
    [' kq7 rx2\n', 'KQ7RX2', true],
    ['kq7-rx2', 'KQ7RX2', true],
    ['KQ7RX2', 'kq7rx2', true],
    ['KQ7RX', 'KQ7RX2', false],
    ['KQ7RX2X', 'KQ7RX2', false],
    ['', 'KQ7RX2', false],
    [undefined, 'KQ7RX2', false],
    ['', '', false],
    [undefined, undefined, false],
    ['x', undefined, false],
  ])('code %j for %j: %j', (given, expected, same) => {
    expect(sameCode(given, expected)).toBe(same);
  });

  it('says a time as people read it', () => {
    expect(clockTime(new Date(2026, 10, 22, 14, 5).getTime())).toBe('14:05');
    expect(clockTime(new Date(2026, 10, 22, 9, 30).getTime())).toBe('09:30');
  });
});
