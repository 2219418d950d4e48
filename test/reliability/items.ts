import { files, together } from './items/files-and-processes.ts';
import type { Item } from './items/item.ts';
import { callArguments, keys } from './items/keys-and-arguments.ts';
import { frameRows, guard, reliability, security } from './items/requirements.ts';
import { wire } from './items/wire.ts';

/** Everything that is promised, in the order of the plan. */
export const items: readonly Item[] = [
  ...keys,
  ...callArguments,
  ...wire,
  ...files,
  ...together,
  frameRows,
  ...security,
  ...guard,
  ...reliability,
];
