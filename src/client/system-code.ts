/**
 * The code that the system, or a library beneath us, gave a failed call (`ENOENT`, `UND_ERR_BODY_TIMEOUT`); `undefined`
 * where there is none.
 */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
