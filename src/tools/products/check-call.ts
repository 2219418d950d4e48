import { callText } from '../call-text.ts';

/** The call that says what a product still needs, in the form that works whether the tool is listed or not. */
export function checkCall(app: string, product: string): string {
  return callText('asc_read', { operation: 'asc_check_product', params: { app, product } });
}
