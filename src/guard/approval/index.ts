/** All ways to ask a person that do not go through the model's client: dialog, page and terminal. */
import { Pin } from '../pin.ts';
import type { Channel, ChannelName, Decision, PlanView } from '../types.ts';
import { type BrowserOptions, openBrowser } from './browser.ts';
import { Desk } from './desk.ts';
import { type DialogOptions, dialogChannel } from './dialog.ts';
import { Loopback, type Route } from './loopback.ts';
import { ApprovalPages } from './page.ts';
import { Rendezvous } from './rendezvous.ts';

export interface ApprovalOptions extends BrowserOptions, DialogOptions {
  /** The user's folder: PIN and rendezvous are kept there. */
  readonly folder: string;
  /** Channels that the policy permits; all three when absent. */
  readonly channels?: readonly ChannelName[];
  readonly pin?: Pin;
  readonly now?: () => number;
  /** How long the page stays up after its last plan. */
  readonly lingerMs?: number;
  /** Told when a PIN is chosen: worth a line of the audit log. */
  readonly onPinSet?: (channel: ChannelName) => void;
}

/** Where a plan can be answered now. */
export interface Offer {
  /** A browser was started with the page, or has it open. */
  readonly page: boolean;
  /** `asc-mcp approve` in another terminal finds it, and there is a PIN, so somebody knows that command. */
  readonly terminal: boolean;
}

export interface PendingApproval {
  readonly offer: Offer;
  wait(ms: number, signal?: AbortSignal): Promise<Decision | 'waiting'>;
}

export interface Approval {
  /** The same three as channels that are asked one after another. */
  channels(): Channel[];
  /** Shows the native dialog and waits. `unavailable` where there is none. */
  dialog(plan: PlanView, signal: AbortSignal): Promise<Decision>;
  /** Lays the plan out on the page and for the terminal at once; the first answer counts. Again: opens the page again. */
  offer(plan: PlanView): Promise<Offer>;
  submit(plan: PlanView): Promise<PendingApproval>;
  waitFor(planId: string, ms: number, signal?: AbortSignal): Promise<Decision | 'waiting'>;
  /** Plans that nobody has answered yet. Holds codes: not for tool results. */
  pending(): PlanView[];
  forget(planId: string): void;
  close(): Promise<void>;
}

/** A page that was opened so recently is not opened again. */
const reopenAfterMs = 30_000;

export function createApproval(options: ApprovalOptions): Approval {
  const now = options.now ?? Date.now;
  const permitted = (name: ChannelName): boolean => options.channels?.includes(name) ?? true;
  const pin = options.pin ?? new Pin(options.folder, { now });
  const desk = new Desk({
    pin,
    now,
    onChange: () => {
      if (desk.waiting().length === 0) loopback.rest();
    },
    onPinSet: options.onPinSet,
  });
  const pages = new ApprovalPages(desk);
  const rendezvous = new Rendezvous(options.folder, desk);
  const routes: Route[] = [];
  if (permitted('page')) routes.push((request) => pages.answer(request));
  if (permitted('terminal')) routes.push((request) => rendezvous.answer(request));
  const loopback = new Loopback(routes, {
    lingerMs: options.lingerMs ?? 10_000,
    onStopped: () => rendezvous.withdraw(),
  });
  const opened = new Map<string, number>();
  const dialog = dialogChannel(options);

  async function offer(plan: PlanView, only?: 'page' | 'terminal'): Promise<Offer> {
    const wants = (name: 'page' | 'terminal'): boolean =>
      permitted(name) && (only === undefined || only === name);
    if (!wants('page') && !wants('terminal')) return { page: false, terminal: false };
    desk.put(plan);
    if (desk.decision(plan.id) !== undefined) return { page: false, terminal: false };
    let port: number;
    try {
      port = await loopback.start();
    } catch {
      return { page: false, terminal: false };
    }
    const announced =
      wants('terminal') &&
      (await rendezvous.announce(port).then(
        () => true,
        () => false,
      ));
    // Whoever has set a PIN knows the command; nobody else would ever look there.
    const terminal = announced && (await pin.hasPin());
    return { page: wants('page') && (await openPage(plan, port)), terminal };
  }

  async function openPage(plan: PlanView, port: number): Promise<boolean> {
    const last = opened.get(plan.id);
    if (last !== undefined && now() - last < reopenAfterMs) return true;
    const url = `http://127.0.0.1:${port}${pages.pathFor(plan.id)}`;
    const ok = await openBrowser(url, options);
    if (ok) opened.set(plan.id, now());
    return ok;
  }

  function waiting(name: 'page' | 'terminal'): Channel {
    return {
      name,
      async ask(plan, signal) {
        const offered = await offer(plan, name);
        if (!offered[name])
          return {
            kind: 'unavailable',
            why: name === 'page' ? 'No browser could be opened.' : 'The terminal cannot find this server.',
          };
        const decision = await desk.wait(plan.id, Math.max(plan.expiresAt - now(), 0) + 1_000, signal);
        return decision === 'waiting' ? { kind: 'unavailable', why: 'Nobody answered.' } : decision;
      },
    };
  }

  return {
    channels: () => [dialog, waiting('terminal'), waiting('page')].filter(({ name }) => permitted(name)),
    dialog: (plan, signal) =>
      permitted('dialog')
        ? dialog.ask(plan, signal)
        : Promise.resolve({ kind: 'unavailable', why: 'The policy does not permit the dialog.' }),
    offer: (plan) => offer(plan),
    submit: async (plan) => ({
      offer: await offer(plan),
      wait: (ms, signal) => desk.wait(plan.id, ms, signal),
    }),
    waitFor: (planId, ms, signal) => desk.wait(planId, ms, signal),
    pending: () => desk.waiting(),
    forget: (planId) => {
      opened.delete(planId);
      desk.forget(planId);
    },
    close: async () => {
      desk.clear();
      await loopback.stop();
    },
  };
}
