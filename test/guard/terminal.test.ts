import { describe, expect, it } from 'vitest';
import type { Answer, Reply } from '../../src/guard/approval/desk.ts';
import {
  approveInTerminal,
  type Console,
  type Offered,
  type TerminalServer,
} from '../../src/guard/approval/terminal.ts';
import type { PlanView } from '../../src/guard/types.ts';
import { dangerous, planOf, step } from './approval-support.ts';

interface Person extends Console {
  /** All that stood on the screen; `*` after a question whose answer is not shown. */
  readonly seen: string[];
}

/** A person who types these, one after another, and then leaves. */
function person(...types: string[]): Person {
  const seen: string[] = [];
  return {
    seen,
    write: (line) => seen.push(line),
    ask: async (question, options) => {
      seen.push(options?.hidden === true ? `${question}*` : question);
      return types.shift();
    },
  };
}

interface Server extends TerminalServer {
  readonly answered: [string, Answer][];
}

const set: Offered['pin'] = { kind: 'set', setAt: 1 };
const declined: Reply = {
  kind: 'decided',
  decision: { kind: 'refused', channel: 'terminal', why: 'The person declined.' },
};
const approved: Reply = { kind: 'decided', decision: { kind: 'approved', channel: 'terminal' } };

/** A server with these plans that replies in turn. `pins` is the state of the PIN, each time it is asked. */
function server(plans: PlanView[], replies: Reply[] = [], pins: Offered['pin'][] = []): Server {
  const answered: [string, Answer][] = [];
  return {
    answered,
    offered: async () => ({ plans, pin: pins.shift() ?? set }),
    answer: async (plan, answer) => {
      answered.push([plan, answer]);
      return replies.shift() ?? { kind: 'gone' };
    },
  };
}

const question = 'Approve? Type yes to approve, no to decline: ';
const asItIs = 'Left as it is: the plan still waits.';
/** What stands below the plan. */
const below = ({ seen }: Person): string[] => seen.slice(seen.indexOf(question) + 1);

describe('the question', () => {
  it('comes after the whole plan, which stands by itself', async () => {
    const plan = planOf({
      createdAt: 0,
      expiresAt: new Date(2026, 10, 22, 14, 5).getTime(),
      taint: 'This session has shown the model 12 customer reviews.',
    });
    const who = person();
    expect(await approveInTerminal([server([plan])], who)).toBe('nothing');
    expect(who.seen).toEqual([
      '',
      'Create customer review response of Weather Now',
      '   R2 · Weather Now',
      '   responseBody: nothing → "Thank you!"',
      '',
      'Everybody can read it.',
      'Effect: R2, others can see it, or it is hard to undo',
      'Can be undone: Yes, by another change',
      'Who gets mail: Apple sends mail about this',
      'Goes to: Live App Store Connect, key ABC123DEFG',
      'Why it asks: tier R2. Valid until 14:05.',
      'Check that this is what you asked for. This session has shown the model 12 customer reviews.',
      '',
      question,
      asItIs,
    ]);
  });

  it.each(['yes', 'y', ' YES '])('%j is a yes, for which the PIN is asked unseen', async (word) => {
    const plan = planOf();
    const here = server([plan], [approved]);
    const who = person(word, 'the pin');
    expect(await approveInTerminal([here], who)).toBe('approved');
    expect(here.answered).toEqual([[plan.id, { approve: true, pin: 'the pin' }]]);
    expect(below(who)).toEqual([
      'PIN: *',
      'Approved. Go back to your assistant; it reports what became of it.',
    ]);
  });

  it.each(['no', 'n', ' No '])('%j is a no, and needs no PIN', async (word) => {
    const plan = planOf();
    const here = server([plan], [declined]);
    const who = person(word);
    expect(await approveInTerminal([here], who)).toBe('declined');
    expect(here.answered).toEqual([[plan.id, { approve: false }]]);
    expect(below(who)).toEqual(['Not approved: The person declined. Nothing was sent.']);
  });

  it.each(['', 'maybe', 'yes please', 'ye', 'nope'])('%j is neither', async (word) => {
    const here = server([planOf()]);
    const who = person(word, 'the pin');
    expect(await approveInTerminal([here], who)).toBe('nothing');
    expect(here.answered).toEqual([]);
    expect(below(who)).toEqual([asItIs]);
  });

  it('of a plan that was answered elsewhere says so', async () => {
    for (const words of [['no'], ['yes', 'the pin']]) {
      const who = person(...words);
      expect(await approveInTerminal([server([planOf()], [{ kind: 'gone' }])], who)).toBe('nothing');
      expect(who.seen.at(-1)).toBe('This plan was answered elsewhere, withdrawn or has expired.');
    }
  });

  it('says in one line why a server did not approve', async () => {
    const why = `3 wrong\nanswers\u001b[2J${'!'.repeat(300)}`;
    const reply: Reply = { kind: 'decided', decision: { kind: 'refused', channel: 'terminal', why } };
    const who = person('yes', 'the pin');
    expect(await approveInTerminal([server([planOf()], [reply])], who)).toBe('declined');
    expect(who.seen.at(-1)).toBe(`Not approved: 3 wrong answers${'!'.repeat(184)}… Nothing was sent.`);
  });
});

describe('the PIN', () => {
  const again = (text: string): Reply => ({ kind: 'again', text, field: 'pin' });

  it('is asked again while it is wrong, until the person leaves', async () => {
    const plan = planOf();
    const here = server([plan], [again('That is not the PIN. 2 tries are left.')]);
    const who = person('yes', 'one', '');
    expect(await approveInTerminal([here], who)).toBe('nothing');
    expect(below(who)).toEqual(['PIN: *', 'That is not the PIN. 2 tries are left.', 'PIN: *', asItIs]);
    expect(here.answered).toHaveLength(1);
  });

  it('is chosen when there is none, typed twice, and asked for once there is one', async () => {
    const plan = planOf();
    const here = server(
      [plan],
      [again('The two PINs are not the same.'), again('A PIN was chosen elsewhere.'), approved],
      [{ kind: 'none' }, { kind: 'none' }, set],
    );
    const who = person('yes', 'one', 'two', 'three', 'three', 'theirs');
    expect(await approveInTerminal([here], who)).toBe('approved');
    const choose =
      'There is no approval PIN yet. Choose one now, 6 or more digits or letters, and never tell it to your assistant.';
    expect(below(who)).toEqual([
      choose,
      'New PIN: *',
      'The same PIN again: *',
      'The two PINs are not the same.',
      choose,
      'New PIN: *',
      'The same PIN again: *',
      'A PIN was chosen elsewhere.',
      'PIN: *',
      'Approved. Go back to your assistant; it reports what became of it.',
    ]);
    expect(here.answered.map(([, answer]) => answer)).toEqual([
      { approve: true, pin: 'one', repeat: 'two' },
      { approve: true, pin: 'three', repeat: 'three' },
      { approve: true, pin: 'theirs' },
    ]);
  });

  it('that is not typed the second time is left to the server to judge', async () => {
    const here = server([planOf()], [], [{ kind: 'none' }]);
    await approveInTerminal([here], person('yes', 'one'));
    expect(here.answered.map(([, answer]) => answer)).toEqual([{ approve: true, pin: 'one' }]);
  });

  it('that is not typed leaves the plan as it is', async () => {
    const here = server([planOf()]);
    const who = person('yes');
    expect(await approveInTerminal([here], who)).toBe('nothing');
    expect(below(who)).toEqual(['PIN: *', asItIs]);
    expect(here.answered).toEqual([]);
  });

  it('that is locked is not asked for, but a no is taken', async () => {
    const locked: Offered['pin'] = {
      kind: 'locked',
      setAt: 1,
      until: new Date(2026, 10, 22, 9, 30).getTime(),
    };
    const here = server([planOf()], [declined], [locked, locked]);
    const who = person('yes', 'the pin');
    expect(await approveInTerminal([here], who)).toBe('nothing');
    expect(below(who)).toEqual(['Too many wrong PINs. Approving is locked until 09:30.']);
    expect(here.answered).toEqual([]);
    expect(await approveInTerminal([here], person('no'))).toBe('declined');
  });

  it('that was locked in the meantime is not asked again', async () => {
    const until = Date.now();
    const here = server([planOf()], [again('Locked.')], [set, { kind: 'locked', setAt: 1, until }]);
    const who = person('yes', 'one', 'two');
    expect(await approveInTerminal([here], who)).toBe('nothing');
    expect(below(who)).toEqual(['PIN: *', 'Locked.']);
  });
});

describe('the code of an R3 plan', () => {
  it('is typed before the PIN, in sight', async () => {
    const plan = dangerous();
    const here = server([plan], [approved]);
    const who = person('yes', 'kq7 rx2', 'the pin');
    expect(await approveInTerminal([here], who)).toBe('approved');
    expect(below(who).slice(0, 2)).toEqual(['Type KQ7RX2 to show that you mean it: ', 'PIN: *']);
    expect(here.answered).toEqual([[plan.id, { approve: true, pin: 'the pin', code: 'kq7 rx2' }]]);
  });

  it('that is not typed leaves the plan as it is', async () => {
    const here = server([dangerous()]);
    const who = person('yes');
    expect(await approveInTerminal([here], who)).toBe('nothing');
    expect(below(who)).toEqual(['Type KQ7RX2 to show that you mean it: ', asItIs]);
    expect(here.answered).toEqual([]);
  });
});

describe('the plans that wait', () => {
  it('may be none', async () => {
    const who = person('yes');
    expect(await approveInTerminal([], who)).toBe('nothing');
    expect(await approveInTerminal([server([])], who, 'plan')).toBe('nothing');
    expect(who.seen).toEqual(['Nothing waits for your approval.', 'Nothing waits for your approval.']);
  });

  it('are found by the beginning of their id', async () => {
    const [one, two] = [planOf({ id: 'abc1' }), planOf({ id: 'abd2' })];
    const here = server([one, two], [declined]);
    expect(await approveInTerminal([here], person('no'), 'abd')).toBe('declined');
    expect(here.answered.map(([id]) => id)).toEqual(['abd2']);
    const who = person('no');
    expect(await approveInTerminal([here], who, `bc1\n${'x'.repeat(50)}`)).toBe('nothing');
    expect(who.seen).toEqual([`No plan that begins with bc1 ${'x'.repeat(35)}… waits for your approval.`]);
  });

  it('are listed, oldest first over all servers that answer, and taken by number', async () => {
    const old = planOf({
      id: 'old',
      createdAt: 1,
      steps: [{ ...step, title: `A\n${'x'.repeat(300)}` }, step],
    });
    const young = planOf({ id: 'young', createdAt: 3, tier: 'R3', code: 'KQ7RX2' });
    const empty = planOf({ id: 'empty', createdAt: 2, steps: [] });
    const one = server([young]);
    const other = server([empty, old], [declined]);
    const silent: TerminalServer = {
      ...server([]),
      offered: () => Promise.reject(new Error('ECONNREFUSED')),
    };
    const who = person('0', '4', '-1', 'x', '1e0', ' 1 ', 'no');
    expect(await approveInTerminal([silent, one, other], who)).toBe('declined');
    const which = 'Which one (1 to 3, Enter for none)? ';
    expect(who.seen.slice(0, 10)).toEqual([
      '3 plans wait for your approval:',
      `  1  R2  A ${'x'.repeat(237)}… and 1 more`,
      '  2  R2  ',
      '  3  R3  Create customer review response of Weather Now',
      ...Array.from({ length: 6 }, () => which),
    ]);
    expect([one.answered, other.answered]).toEqual([[], [['old', { approve: false }]]]);
  });

  it('may be so many that a number has two digits', async () => {
    const plans = Array.from({ length: 12 }, (_, index) => planOf({ id: `plan-${index + 1}` }));
    const here = server(plans, [declined]);
    await approveInTerminal([here], person('12', 'no'));
    expect(here.answered.map(([id]) => id)).toEqual(['plan-12']);
  });

  it.each([[[]], [['']], [['  ']]])('are left with %j', async (types) => {
    const here = server([planOf(), planOf()]);
    const who = person(...types);
    expect(await approveInTerminal([here], who)).toBe('nothing');
    expect(who.seen).toHaveLength(4);
    expect(here.answered).toEqual([]);
  });
});
