/** What server and terminal tell each other, read strictly: both may be of different versions. */
import * as z from 'zod';
import type { PinState } from '../pin.ts';
import type { PlanView } from '../types.ts';
import type { Answer, Reply } from './desk.ts';

const tier = z.enum(['R0', 'R1', 'R2', 'R3']);
const text = z.string();
const channel = z.enum(['elicitation', 'dialog', 'terminal', 'page', 'policy']);

const planView = z.object({
  id: text,
  tier,
  steps: z.array(
    z.object({
      title: text,
      operationId: text,
      tier,
      app: text.exactOptional(),
      changes: z.array(
        z.object({
          field: text,
          before: text.exactOptional(),
          after: text.exactOptional(),
          kept: z.literal(true).exactOptional(),
          long: z.literal(true).exactOptional(),
        }),
      ),
      reasons: z.array(text),
      sendsEmail: z.union([z.boolean(), text]),
      irreversible: z.boolean(),
    }),
  ),
  summary: z.array(text).exactOptional(),
  createdAt: z.number(),
  expiresAt: z.number(),
  taint: text.exactOptional(),
  rule: text,
  target: text,
  code: text.exactOptional(),
});

/** Whatever else is told is no PIN. */
const pinState = z.union([
  z.object({ kind: z.literal('set'), setAt: z.number() }),
  z.object({ kind: z.literal('locked'), setAt: z.number(), until: z.number() }),
]);

/** Whatever else is said, the plan is gone. */
const reply = z.union([
  z.object({
    kind: z.literal('decided'),
    decision: z.union([
      z.object({ kind: z.literal('approved'), channel }),
      z.object({ kind: z.literal('refused'), channel, why: text }),
      z.object({ kind: z.literal('unavailable'), why: text }),
    ]),
  }),
  z.object({
    kind: z.literal('again'),
    text,
    field: z.enum(['pin', 'repeat', 'code']).exactOptional(),
  }),
]);

const announcement = z.object({
  port: z.int().min(1).max(65_535),
  token: text.regex(/^[A-Za-z0-9_-]{22}$/),
  pid: z.int().positive(),
});

const answered = z.object({
  plan: text,
  approve: z.boolean(),
  pin: text.exactOptional(),
  repeat: text.exactOptional(),
  code: text.exactOptional(),
});

/** Where a server listens: what its file says. */
export type Announcement = z.infer<typeof announcement>;

export function announcementOf(value: unknown): Announcement | undefined {
  return announcement.safeParse(value).data;
}

/** An answer, and the id of the plan it is for. */
export function answerOf(value: unknown): (Answer & { readonly plan: string }) | undefined {
  return answered.safeParse(value).data;
}

export function isPlanView(value: unknown): value is PlanView {
  return planView.safeParse(value).success;
}

export function pinStateOf(value: unknown): PinState {
  const parsed = pinState.safeParse(value);
  return parsed.success ? parsed.data : { kind: 'none' };
}

export function replyOf(value: unknown): Reply {
  const parsed = reply.safeParse(value);
  return parsed.success ? parsed.data : { kind: 'gone' };
}
