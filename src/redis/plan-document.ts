import type { Catalog } from '../catalog/index.ts';
import { isObject } from '../catalog/json.ts';
import type { Plan, PlannedStep } from '../guard/plan.ts';

/** A step as it is kept: its operation by id. */
type StoredStep = Omit<PlannedStep, 'write'> & {
  readonly operation: string;
  readonly write: Omit<PlannedStep['write'], 'operation'>;
};

interface StoredPlan extends Omit<Plan, 'steps'> {
  readonly steps: readonly StoredStep[];
}

/** A plan as text: operations by their ids. */
export function written({ steps, ...plan }: Plan): string {
  const stored: StoredPlan = {
    ...plan,
    steps: steps.map(({ write: { operation, ...write }, ...step }) => ({
      ...step,
      operation: operation.id,
      write,
    })),
  };
  return JSON.stringify(stored);
}

/** Only we can seal such a document; another version of ours may have another form. */
function isStoredPlan(value: unknown): value is StoredPlan {
  return (
    isObject(value) &&
    typeof value['digest'] === 'string' &&
    isObject(value['view']) &&
    Array.isArray(value['steps']) &&
    value['steps'].every(
      (step: unknown) => isObject(step) && typeof step['operation'] === 'string' && isObject(step['write']),
    )
  );
}

/** A plan out of its text; the operations are those of this process's catalogue. `undefined` when it is none. */
export function readPlan(document: string, catalog: Catalog): Plan | undefined {
  const value: unknown = JSON.parse(document);
  if (!isStoredPlan(value)) return undefined;
  const steps: PlannedStep[] = [];
  for (const { operation: id, ...step } of value.steps) {
    const operation = catalog.operation(id);
    if (operation === undefined) return undefined;
    steps.push({ ...step, write: { ...step.write, operation } });
  }
  const { view, digest, briefing } = value;
  return { view, digest, steps, ...(briefing === undefined ? {} : { briefing }) };
}
