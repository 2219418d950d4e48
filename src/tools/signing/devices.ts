import type { AscError } from '../../client/errors.ts';
import { cleanText } from '../clean.ts';
import { badCsv, columnOf, linesOfCsv } from '../csv.ts';

/** A device that is to be registered. */
export interface NewDevice {
  readonly udid: string;
  readonly name: string;
  readonly platform: 'IOS' | 'MAC_OS';
}

/** 40 digits, 8 and 16 since the iPhone XS, or the UUID of a Mac. Facts of 2026-11-22. */
const udid = /^([0-9A-F]{40}|[0-9A-F]{8}-[0-9A-F]{16}|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12})$/i;

/** Apple's own file for many devices calls them Device ID, Device Name, Device Platform. */
const headings: { readonly [heading: string]: keyof NewDevice } = {
  udid: 'udid',
  deviceid: 'udid',
  identifier: 'udid',
  name: 'name',
  devicename: 'name',
  platform: 'platform',
  deviceplatform: 'platform',
};

/** Longest name that Apple keeps of a device. */
const longestName = 50;
/**
 * The devices of a file, each once: columns UDID, name, platform under a heading in any order, or in this order without
 * one. Throws `bad_file` with every line that is wrong: then none is registered.
 */
export function devicesOf(source: string, standard: 'IOS' | 'MAC_OS'): readonly NewDevice[] {
  const rows = linesOfCsv(source, (why) => badFile([why]));
  const [first] = rows;
  if (first === undefined) throw badFile(['it has no lines']);
  const named = first.cells.map((cell) => columnOf(cell, headings));
  const headed = named.includes('udid');
  const columns: readonly (keyof NewDevice | undefined)[] = headed ? named : ['udid', 'name', 'platform'];
  const wrong: string[] = [];
  const devices = new Map<string, NewDevice>();
  for (const { cells, line } of headed ? rows.slice(1) : rows) {
    const cell = (column: keyof NewDevice): string => cells[columns.indexOf(column)] ?? '';
    const name = cell('name');
    const platform = platformOf(cell('platform'), standard);
    if (!udid.test(cell('udid')))
      wrong.push(`line ${line} has no UDID (${JSON.stringify(cleanText(cell('udid'), 50))})`);
    else if (name === '' || name.length > longestName)
      wrong.push(`line ${line} needs a name of 1 to ${longestName} characters`);
    else if (platform === undefined)
      wrong.push(
        `line ${line}: platform ${JSON.stringify(cleanText(cell('platform'), 30))} is neither ios nor mac`,
      );
    else devices.set(cell('udid').toLowerCase(), { udid: cell('udid'), name, platform });
  }
  if (wrong.length > 0) throw badFile(wrong);
  if (devices.size === 0) throw badFile(['it names no device']);
  return [...devices.values()];
}

function platformOf(text: string, standard: 'IOS' | 'MAC_OS'): 'IOS' | 'MAC_OS' | undefined {
  if (text === '') return standard;
  const word = text.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (['mac', 'macos'].includes(word)) return 'MAC_OS';
  return ['ios', 'ipados', 'tvos', 'watchos', 'visionos'].includes(word) ? 'IOS' : undefined;
}

function badFile(wrong: readonly string[]): AscError {
  return badCsv(wrong, 'UDID, name, platform', 'Nothing was changed, no device was registered.');
}
