import { moneyChecks } from './money.ts';
import type { ProductCheck } from './product-check.ts';
import { reviewChecks } from './review.ts';
import { textChecks } from './texts.ts';

/** Every check, in the order in which a person would put things right. */
export const productChecks: readonly ProductCheck[] = [...reviewChecks, ...textChecks, ...moneyChecks];
