import { isObject, jsonIn } from '../../catalog/json.ts';
import type { Files } from '../files.ts';
import { type Folder, ownFolder } from '../folders.ts';

/** Which name was chosen for the profile of an identifier and kind: what was deleted to be made anew has it no more. */
const file = '.asc-profile-names.json';

function keyOf(identifier: string, profileType: string): string {
  return `${profileType} ${identifier}`;
}

/** The name that this computer chose before; `undefined` when it chose none or the note cannot be read. */
export async function chosenName(
  files: Files,
  identifier: string,
  profileType: string,
): Promise<string | undefined> {
  const names = await readNames(await ownFolder(files, 'signing', 'profiles'));
  const name = names[keyOf(identifier, profileType)];
  return typeof name === 'string' ? name : undefined;
}

/** Notes a name before anything is sent, so that a call that was cut off goes on with the same. */
export async function chooseName(
  files: Files,
  identifier: string,
  profileType: string,
  name: string,
): Promise<void> {
  const folder = await ownFolder(files, 'signing', 'profiles');
  const names = await readNames(folder);
  if (names[keyOf(identifier, profileType)] === name) return;
  await folder.write(
    file,
    `${JSON.stringify({ ...names, [keyOf(identifier, profileType)]: name }, null, 1)}\n`,
  );
}

async function readNames(folder: Folder): Promise<Readonly<Record<string, unknown>>> {
  const text = await folder.read(file).catch(() => undefined);
  const names = jsonIn(text ?? '');
  return isObject(names) ? names : {};
}
