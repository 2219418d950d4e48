import type { Folder } from '../folders.ts';
import { appFields, fieldOf, localeName, localizedFields } from './fields.ts';
import { normal, type Texts } from './texts.ts';

/** What a folder holds. */
export interface Tree {
  readonly texts: Texts;
  /** Files and folders that stand where texts belong and mean nothing to us: probably mistyped. */
  readonly unknown: readonly string[];
}

/** Texts for every locale that has none of its own, as fastlane has it. */
const defaults = 'default';
/** Folders of fastlane's that hold other things than texts. */
const otherFolders = new Set(['review_information', 'trade_representative_contact_information', defaults]);
/** Passwords are not read. */
const ignored = new Set(['review_information/demo_password']);

/** Reads fastlane's tree: `<locale>/<text>.txt`, app-wide texts beside the locales. */
export async function readTree(folder: Folder): Promise<Tree> {
  const texts = new Map<string, string>();
  const unknown: string[] = [];
  const top = await folder.list();
  const take = async (from: Folder, file: string, key: string): Promise<void> => {
    if (ignored.has(key)) return;
    if (fieldOf(key) === undefined) unknown.push(`${key}.txt`);
    else texts.set(key, normal((await from.read(file)) ?? ''));
  };
  for (const file of top.files) {
    const key = keyOf(file);
    if (key !== undefined) await take(folder, file, key);
  }
  for (const name of top.folders) {
    if (name !== 'review_information' && otherFolders.has(name)) continue;
    if (name !== 'review_information' && !localeName.test(name)) {
      unknown.push(`${name}/`);
      continue;
    }
    const own = await folder.child(name);
    for (const file of (await own?.list())?.files ?? []) {
      const key = keyOf(file);
      if (own !== undefined && key !== undefined) await take(own, file, `${name}/${key}`);
    }
  }
  if (top.folders.includes(defaults)) await fillIn(folder, top.folders, texts);
  return { texts, unknown };
}

/** Gives each locale the texts of `default/` that it has no file for. */
async function fillIn(folder: Folder, folders: readonly string[], texts: Map<string, string>): Promise<void> {
  const own = await folder.child(defaults);
  for (const { file } of localizedFields) {
    const text = await own?.read(`${file}.txt`);
    if (text === undefined) continue;
    for (const locale of folders.filter((name) => localeName.test(name))) {
      const key = `${locale}/${file}`;
      if (!texts.has(key)) texts.set(key, normal(text));
    }
  }
}

function keyOf(file: string): string | undefined {
  return file.endsWith('.txt') ? file.slice(0, -4) : undefined;
}

/** Writes the texts whose files say something else; returns how many files that were. */
export async function writeTree(folder: Folder, texts: Texts, there: Texts): Promise<number> {
  let written = 0;
  for (const [key, text] of texts) {
    if (there.get(key) === text) continue;
    const parts = `${key}.txt`.split('/');
    const name = parts.pop() ?? '';
    const [below] = parts;
    const own = below === undefined ? folder : await folder.make(below);
    await own.write(name, text === '' ? '' : `${text}\n`);
    written++;
  }
  return written;
}

/** Every key in the order of the tables, app-wide ones first: what a sheet's rows are. */
export const fileOrder: readonly string[] = [...appFields, ...localizedFields].map(({ file }) => file);
