import * as z from 'zod';

const any = z.any();
const object = (means: string) => z.record(z.string(), any).optional().describe(means);

/** Arguments that several write tools share; each description stands once. */
export const operation = z.string().optional().describe('Operation id from asc_find_operations');
export const id = z.string().optional().describe('Id or name of the object in the path');
export const attributes = object('Attributes by name; null clears one');
export const relationships = object('Related objects: {"app":"Weather Now","builds":["412"]}, ids or names');
export const included = z
  .array(z.looseObject({ type: z.string() }))
  .optional()
  .describe(`New objects made with it: {type, id:"$\{a}", attributes, relationships}`);
export const to = z.any().optional().describe('For operations on a relationship: id, name or list of them');
export const dryRun = z
  .boolean()
  .optional()
  .describe('Show the exact request and the difference; send nothing');
export const batch = z
  .array(z.looseObject({ operation: z.string() }))
  .min(1)
  .max(50)
  .optional()
  .describe('Several changes in this form instead, as one plan');
