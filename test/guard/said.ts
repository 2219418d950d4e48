import { AscError } from '../../src/client/errors.ts';

/** What a caller hears of an error, and nothing else of it. */
export type Said = Readonly<
  Partial<Pick<AscError, 'code' | 'message' | 'meaning' | 'next' | 'outcome' | 'retryAfterSeconds'>>
>;

/** The error that a call throws or rejects with, in what is said of it; fails when it does not. */
export async function saidBy(call: () => unknown): Promise<Said> {
  try {
    await call();
  } catch (error) {
    if (error instanceof AscError) return saidOf(error);
    throw error;
  }
  throw new Error('The call went through.');
}

/** What is said of an error; what is not said is left out. */
export function saidOf(error: AscError): Said {
  const { code, message, meaning, next, outcome, retryAfterSeconds } = error;
  return Object.fromEntries(
    Object.entries({ code, message, meaning, next, outcome, retryAfterSeconds }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}
