/** The shapes of the guard. No behaviour here. */
import type { Operation } from '../catalog/index.ts';
import type { JsonObject } from '../catalog/json.ts';
import type { RiskLevel, Tier } from '../catalog/risk.ts';
import type { AscError } from '../client/errors.ts';
import type { Method } from '../client/types.ts';
import type { Later } from './later.ts';
import type { SendsEmail } from './mail.ts';

/** One write, exactly as it will be sent. Frozen from the moment a plan holds it. */
export interface Write {
  readonly operation: Operation;
  readonly method: Exclude<Method, 'GET'>;
  readonly path: string;
  /** Id in the path, when the operation has one. */
  readonly id?: string;
  readonly body?: unknown;
  /**
   * Where the object stands, told by the tool that has just made it, for objects that the API gives no way up from. A
   * person reads it in the title of the step; no rule is decided by it.
   */
  readonly within?: {
    readonly parent: { readonly words: string; readonly title: string };
    readonly app: { readonly id: string; readonly name: string };
  };
  /** The step as the job that made it puts it, in place of what is there now. */
  readonly words?: StepWords;
  /** Set while path or body hold marks instead of ids that only the job can tell, at the step's turn. */
  readonly later?: Later;
}

/** A step in the words of a job that has looked at everything itself; names and values are cleaned. Plain data. */
export interface StepWords {
  /** The step in one sentence, for the person. */
  readonly title: string;
  readonly changes: readonly Change[];
  /** The app that everything in the step belongs to. */
  readonly app: { readonly id: string; readonly name: string };
}

/** What a write does to the world, and why we think so. */
export interface Assessment {
  readonly tier: Tier;
  readonly level: RiskLevel;
  /** One sentence each: the classification, the rule of the body that raised it, the taint. */
  readonly reasons: readonly string[];
  readonly sendsEmail: SendsEmail;
  /** It cannot be undone through the API. */
  readonly irreversible: boolean;
}

/** What the policy says to a write. `tier` = no rule fits, the tier decides. */
export interface Verdict {
  readonly effect: 'allow' | 'ask' | 'deny';
  /** The rule that won, in words a person can find in the file: `rule 2 (deny users_*)`, `tier R2`, `mode read-only`. */
  readonly rule: string;
}

/** One line of a before → after table. Values are short texts, cleaned, without secrets. */
export interface Change {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
  /** Shown to decide by: the step leaves it as it is. Has `before` only. */
  readonly kept?: true;
  /** What the public reads or wrote: shown at length. */
  readonly long?: true;
}

/** A step of a plan as a person sees it. */
export interface StepView {
  /** "Change app store version localization de-DE of Weather Now 3.2". Built from our templates and cleaned names. */
  readonly title: string;
  readonly operationId: string;
  readonly tier: Tier;
  /** App that it concerns, by name, where there is one. */
  readonly app?: string;
  readonly changes: readonly Change[];
  readonly reasons: readonly string[];
  readonly sendsEmail: SendsEmail;
  readonly irreversible: boolean;
}

/** What the job that makes a plan knows beside its requests. */
export interface Briefing {
  /** A long plan in a few lines of ours, shown before its steps: "EUR 29.99 → 32.99 in 25: AUT BEL …". */
  readonly summary?: readonly string[];
  /**
   * Objects as Apple sent them a moment ago, of kinds that never change (price points): steps are named after them
   * without reading each again.
   */
  readonly known?: readonly JsonObject[];
}

/** A plan as approval channels show it. Nothing in it could approve it. */
export interface PlanView {
  /** 128 random bits, base64url. */
  readonly id: string;
  readonly tier: Tier;
  readonly steps: readonly StepView[];
  /** The steps summed up, where they are many. */
  readonly summary?: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** "This session has shown the model 12 customer reviews." or absent. */
  readonly taint?: string;
  /** Which rule asked. */
  readonly rule: string;
  /** Sandbox or live, key id; for the person to see where it goes. */
  readonly target: string;
  /**
   * For R3 only: what the person has to type, from its own randomness. Never in a tool result, an error or the audit
   * log; only channels that a person sees may show it.
   */
  readonly code?: string;
}

/** What a person said through a channel. */
export type Decision =
  | { readonly kind: 'approved'; readonly channel: ChannelName }
  /** The channel reported a no. Said as such: clients decline by themselves, too. */
  | { readonly kind: 'refused'; readonly channel: ChannelName; readonly why: string }
  /** This channel cannot be used here and now; the next one is tried. */
  | { readonly kind: 'unavailable'; readonly why: string };

export type ChannelName = 'elicitation' | 'dialog' | 'terminal' | 'page' | 'policy';

/** A way to ask a person that does not go through the model. */
export interface Channel {
  readonly name: ChannelName;
  /** Asks and waits until there is an answer, the plan expires or the signal aborts. */
  ask(plan: PlanView, signal: AbortSignal): Promise<Decision>;
}

/** What became of one step. */
export type StepOutcome = 'applied' | 'rejected' | 'not_sent' | 'applied_unverified' | 'unknown';

export interface StepResult {
  readonly outcome: StepOutcome;
  readonly status?: number;
  /** Id of what was created or changed. */
  readonly id?: string;
  /** The answer's body, for shaping. */
  readonly body?: unknown;
  readonly requestId?: string;
  /** How the outcome was found out when the answer itself did not say. */
  readonly evidence?: string;
  /** The read that would tell, when it stays unknown. */
  readonly check?: string;
  /** What Apple or the network said when it was not plainly applied. */
  readonly error?: AscError;
}
