/** `npm run test:long`: everything that the short form only samples. vitest hands its mode to the tests. */
export const long = process.env['MODE'] === 'long';

/** All of them in the long form, every nth in the short one. */
export function everyNth<T>(items: readonly T[], n: number): readonly T[] {
  return long ? items : items.filter((_, index) => index % n === 0);
}
