import type { TextFacts, VersionSnapshot } from '../snapshot.ts';

export type Severity = 'blocker' | 'warning' | 'note';

/** The call that puts something right, with ids filled in; `<…>` stands for what only a person knows. */
export interface Call {
  readonly tool: 'asc_update' | 'asc_create' | 'asc_delete' | 'asc_read' | 'asc_sync_media';
  /** All but `asc_sync_media` have `operation`. */
  readonly arguments: { readonly operation?: string; readonly [name: string]: unknown };
}

/** One thing that a check found. */
export interface Finding {
  /** What it is about where a check looks at many: a locale, a product, a question. */
  readonly subject?: string | undefined;
  /** What is wrong with it, when the title does not say it all. */
  readonly says?: string | undefined;
  readonly fix?: Call | undefined;
}

/** One thing that Apple or a reviewer looks at and the API can see, of a version or whatever else was read. */
export interface Check<Snapshot = VersionSnapshot> {
  readonly id: string;
  /** blocker: Apple refuses the submission. warning: a reviewer may. note: worth knowing. */
  readonly severity: Severity;
  /** What is wrong when it finds something. */
  readonly title: string;
  /** Apple's resource and attribute. */
  readonly field: string;
  /** The operation, or the place on the website, that puts it right. */
  readonly where: string;
  readonly source: string;
  readonly test: (snapshot: Snapshot) => readonly Finding[];
}

/** Where the rows come from; each row names one of them. */
export const sources = {
  reports: 'answers of the API as clients report them, 2026-11-22',
  document: 'API document 4.5.1, 2026-10-06',
  help: "Apple's App Store Connect help, 2026-11-22",
  announced: "Apple's announcement of October 2026 as public projects quote it, 2026-11-22",
  guidelines: 'App Review Guidelines, 2026-11-22',
} as const;

export const ok: readonly Finding[] = [];

/** One finding when something is wrong. */
export function found(wrong: boolean, finding: Finding = {}): readonly Finding[] {
  return wrong ? [finding] : ok;
}

export function update(
  operation: string,
  id: string,
  attributes: { readonly [name: string]: unknown },
): Call {
  return { tool: 'asc_update', arguments: { operation, id, attributes } };
}

export function relate(
  operation: string,
  id: string,
  relationships: { readonly [name: string]: unknown },
): Call {
  return { tool: 'asc_update', arguments: { operation, id, relationships } };
}

export function create(
  operation: string,
  attributes: { readonly [name: string]: unknown },
  relationships: { readonly [name: string]: unknown },
): Call {
  return { tool: 'asc_create', arguments: { operation, attributes, relationships } };
}

export function remove(operation: string, id: string): Call {
  return { tool: 'asc_delete', arguments: { operation, id } };
}

export function read(operation: string, rest: { readonly [name: string]: unknown }): Call {
  return { tool: 'asc_read', arguments: { operation, ...rest } };
}

/** A new value for an attribute of a locale of the version. */
export function rewrite(text: TextFacts, attribute: string, value: unknown): Call {
  return update('appStoreVersionLocalizations_updateInstance', text.id, { [attribute]: value });
}

/** Characters as people count them in a limit: code points, so that an emoji is one. */
export function length(text: string | undefined): number {
  return [...(text ?? '')].length;
}

/** Whether an address can be opened: http or https, a host with a dot, no blanks. */
export function isWebAddress(address: string): boolean {
  if (/\s/.test(address) || !URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return /^https?:$/.test(protocol) && /[^.]\.[^.]/.test(hostname);
}
