import { createHash } from 'node:crypto';
import { isObject, jsonIn, objectAt, stringAt } from '../../catalog/json.ts';
import { fieldOf } from './fields.ts';

/** Fingerprints of a text that both sides had at some time. */
export interface Known {
  /** When both sides were last the same, or what App Store Connect had when a person decided. */
  readonly base: string;
  /** What was handed to App Store Connect since; whether it arrived may not be known. */
  readonly sent?: string;
}

/** What was pulled last: the third side of the comparison. Fingerprints only, so that it holds no text twice. */
export interface Pulled {
  /** Ids, as Apple has them. */
  readonly app: string;
  readonly version: string;
  readonly platform: string;
  readonly texts: ReadonlyMap<string, Known>;
}

/** Fingerprint of a text: SHA-256, 132 bits of it. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

export function writePulled(pulled: Pulled): string {
  const { texts, ...about } = pulled;
  const sorted = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ format: 1, ...about, texts: Object.fromEntries(sorted) }, null, 1)}\n`;
}

/** The reverse. A file that is broken counts as none: then every difference asks, and nothing is lost. */
export function readPulled(source: string | undefined): Pulled | undefined {
  const parsed = source === undefined ? undefined : jsonIn(source);
  const [app, version, platform] = ['app', 'version', 'platform'].map((name) => stringAt(parsed, name));
  if (!isObject(parsed) || parsed['format'] !== 1) return undefined;
  if (app === undefined || version === undefined || platform === undefined) return undefined;
  const texts = new Map<string, Known>();
  for (const [key, value] of Object.entries(objectAt(parsed, 'texts'))) {
    const base = stringAt(value, 'base');
    const sent = stringAt(value, 'sent');
    if (base !== undefined && fieldOf(key) !== undefined)
      texts.set(key, { base, ...(sent === undefined ? {} : { sent }) });
  }
  return { app, version, platform, texts };
}

/**
 * What is known for this version, when another one was pulled: a new version of the same platform takes over all texts
 * but what's new, which begins empty (facts §8a, 2026-11-22). Texts of another platform's version say nothing.
 */
export function knownFor(
  pulled: Pulled | undefined,
  version: { readonly id: string; readonly platform: string },
): ReadonlyMap<string, Known> {
  if (pulled === undefined) return new Map();
  if (pulled.version === version.id) return pulled.texts;
  const known = new Map<string, Known>();
  for (const [key, value] of pulled.texts) {
    const part = fieldOf(key)?.field;
    const ofVersion = part?.part !== 'appInfoLocalization' && part?.part !== 'appInfo';
    if (ofVersion && pulled.platform !== version.platform) continue;
    known.set(key, part?.attribute === 'whatsNew' ? { base: digest('') } : value);
  }
  return known;
}

/** Whether a text of what's new is the one that another version was pulled or sent with. */
export function isOldNews(
  pulled: Pulled | undefined,
  version: { readonly id: string },
  key: string,
  text: string,
): boolean {
  const last = pulled?.texts.get(key);
  if (pulled === undefined || last === undefined || pulled.version === version.id || text === '')
    return false;
  return fieldOf(key)?.field.attribute === 'whatsNew' && [last.base, last.sent].includes(digest(text));
}
