import * as z from 'zod';

/** Arguments that both metadata tools share; each description stands once. */
export const app = z.string().describe('Name, bundle id or id');
export const version = z.string().optional().describe('"3.2"; default: the one in preparation');
export const platform = z
  .enum(['IOS', 'MAC_OS', 'TV_OS', 'VISION_OS'])
  .optional()
  .describe('Where several have a version');
export const path = z
  .string()
  .optional()
  .describe('Folder, or .json or .csv file; default: <bundle id>/metadata in the download folder');
export const onConflict = z.enum(['local', 'live']).optional().describe('Which side wins where both changed');
