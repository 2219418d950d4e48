import { createHash } from 'node:crypto';
import type { Files } from '../files.ts';
import { type Folder, made, ownFolder, startOf, walk } from '../folders.ts';
import { notSent } from '../refused.ts';
import { type Pulled, readPulled, writePulled } from './pulled.ts';
import { fromCsv, fromJson, toCsv, toJson } from './sheet.ts';
import type { Texts } from './texts.ts';
import { readTree, type Tree, writeTree } from './tree.ts';

/** Where texts are kept: a tree of files, or one file. */
export interface Place {
  /** As it is named in answers. */
  readonly path: string;
  readonly kind: 'tree' | 'json' | 'csv';
  /** What it holds now; `undefined` when it is not there. */
  read(): Promise<Tree | undefined>;
  /** Writes what differs from `there`; how many files. Below the download folder only. */
  write(texts: Texts, there: Texts): Promise<number>;
  pulled(): Promise<Pulled | undefined>;
  remember(pulled: Pulled): Promise<void>;
}

/** Name of the hidden file that remembers what was pulled. */
const stateName = '.asc-pulled.json';

/** The place that a path names. Nothing is made before something is written. Throws `bad_path`. */
export async function placeOf(files: Files, path: string): Promise<Place> {
  const { folder: start, parts } = await startOf(files, path);
  const kind = path.endsWith('.json') ? 'json' : path.endsWith('.csv') ? 'csv' : 'tree';
  const above = kind === 'tree' ? parts : parts.slice(0, -1);
  const name = kind === 'tree' ? '' : (parts.at(-1) ?? '');
  const folder = (): Promise<Folder | undefined> => walk(start, above);
  const beside = kind === 'tree' ? stateName : `.asc-pulled.${digestOf(name)}.json`;
  // Where nothing may be written, the state is kept in the download folder instead.
  const elsewhere = `.asc-pulled-${digestOf([start.path, ...parts].join('/'))}.json`;
  const downloads = (): Promise<Folder> => ownFolder(files);
  return {
    path,
    kind,
    read: async () => {
      const from = await folder();
      if (from === undefined) return undefined;
      if (kind === 'tree') return readTree(from);
      const source = await from.read(name);
      if (source === undefined) return undefined;
      return { texts: kind === 'json' ? fromJson(source) : fromCsv(source), unknown: [] };
    },
    write: async (texts, there) => {
      const into = await made(start, above);
      if (kind === 'tree') return writeTree(into, texts, there);
      const same = texts.size === there.size && [...texts].every(([key, text]) => there.get(key) === text);
      if (same) return 0;
      await into.write(name, kind === 'json' ? toJson(texts) : toCsv(texts));
      return 1;
    },
    pulled: async () => {
      const own = start.writable ? undefined : readPulled(await (await downloads()).read(elsewhere));
      return own ?? readPulled(await (await folder())?.read(beside));
    },
    remember: async (pulled) => {
      if (start.writable) await (await made(start, above)).write(beside, writePulled(pulled));
      else await (await downloads()).write(elsewhere, writePulled(pulled));
    },
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** A folder belongs to one app: texts never go to another by mistake. */
export function assertSameApp(pulled: Pulled | undefined, app: { readonly id: string }, path: string): void {
  if (pulled === undefined || pulled.app === app.id) return;
  throw notSent(
    'wrong_app',
    `${JSON.stringify(path.slice(0, 120))} holds the texts of another app (id ${pulled.app}).`,
    `Name that app, or give another path for app ${app.id}.`,
  );
}
