import type { Difference } from './compare.ts';
import { type Field, fieldOf } from './fields.ts';
import type { Live } from './live.ts';
import { lengthOf, type Texts } from './texts.ts';
import { wordRules } from './words.ts';

/** What is wrong with a text. `words`: a person may say that it is meant so. */
export interface Problem {
  readonly key: string;
  readonly says: string;
  readonly words: boolean;
}

/**
 * Everything that can be known before anything is sent: the form of all texts that are here, and whether those that
 * are to be sent can be. Words are judged only where they are new.
 */
export function check(local: Texts, live: Live, sending: readonly Difference[]): readonly Problem[] {
  const problems: Problem[] = [];
  const sent = new Set(sending.map(({ key }) => key));
  for (const [key, text] of local) {
    const field = fieldOf(key)?.field;
    if (field === undefined) continue;
    problems.push(...formOf(key, field, text).map((says) => ({ key, says, words: false })));
    if (!sent.has(key)) continue;
    for (const rule of wordRules)
      if (rule.pattern.test(text)) problems.push({ key, says: `${rule.says} (${rule.source})`, words: true });
  }
  for (const { key, local: text } of sending)
    problems.push(...canBeSent(key, text, local, live).map((says) => ({ key, says, words: false })));
  return problems.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function formOf(key: string, field: Field, text: string): string[] {
  if (text === '') return [];
  const said: string[] = [];
  const length = lengthOf(text);
  if (field.limit !== undefined && length > field.limit)
    said.push(`has ${length} characters, ${field.limit} are allowed`);
  if (/[^\P{Cc}\n\t]/u.test(text)) said.push('holds a control character');
  if (field.form !== 'text' && text.includes('\n')) said.push('has more than one line');
  if (field.attribute === 'name' && length < 2) said.push('has one character, 2 are needed');
  if (field.form === 'url' && !isUrl(text)) said.push('is no http or https address');
  if (field.form === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) said.push('is no e-mail address');
  if (field.form === 'phone' && !/^\+[\d\s().-]{6,}$/.test(text))
    said.push('is no phone number with + and the country code (Apple asks for it since 2026-08)');
  if (field.form === 'category' && !/^[A-Z][A-Z0-9_]+$/.test(text))
    said.push(`is no category id such as WEATHER${key.includes('sub') ? ' or GAMES_PUZZLE' : ''}`);
  return said;
}

function isUrl(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && hostname.includes('.') && username === '';
}

/** Apple's states and rules, before Apple says them. */
function canBeSent(key: string, text: string, local: Texts, live: Live): string[] {
  const known = fieldOf(key);
  if (known === undefined) return [];
  const { field, locale } = known;
  const said: string[] = [];
  if (text === '' && field.required === true) said.push('cannot be empty');
  // API document 4.5.1: these links of an appInfo take an object, never null.
  if (text === '' && field.form === 'category')
    said.push('cannot be emptied through the API; put another category there');
  const ofInfo = field.part === 'appInfo' || field.part === 'appInfoLocalization';
  if (ofInfo && !live.info.editable)
    said.push(
      `cannot be changed now: the app information is ${live.info.state}, and no version is in preparation`,
    );
  if (!ofInfo && !live.version.editable && field.live !== true)
    said.push(
      `cannot be changed in version ${live.version.versionString}, which is ${live.version.state}; only promotional_text can`,
    );
  if (field.attribute === 'whatsNew' && text !== '' && live.version.first)
    said.push('is for updates: this is the first version of the app');
  if (locale !== undefined) {
    const isNew = !live.locales.has(locale);
    if (isNew && !live.version.editable)
      said.push(`is of a new locale, and version ${live.version.versionString} takes none`);
    const named = (local.get(`${locale}/name`) ?? '') !== '';
    if (field.part === 'appInfoLocalization' && !live.infoLocalizations.has(locale) && !named)
      said.push(`is of a new locale, which needs ${locale}/name`);
  }
  return said;
}
