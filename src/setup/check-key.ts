import { createClient } from '../client/client.ts';
import { AscError } from '../client/errors.ts';
import type { Credentials } from '../client/types.ts';

/**
 * Asks Apple whether it knows the key, with one small read. Answers what is worth saying: how many apps, or that the
 * key's role does not see them. Throws the `AscError` of what failed.
 */
export async function checkKey(
  credentials: Credentials,
  baseUrl: string | undefined,
  signal?: AbortSignal,
): Promise<string> {
  const client = createClient({ credentials, ...(baseUrl === undefined ? {} : { baseUrl }) });
  try {
    const { total } = await client.pages({
      method: 'GET',
      path: '/v1/apps',
      query: { limit: '1', 'fields[apps]': 'name' },
      maxItems: 1,
      deadlineMs: 30_000,
      ...(signal === undefined ? {} : { signal }),
    });
    return total === undefined
      ? 'Apple knows the key.'
      : `Apple knows the key; it sees ${total} ${total === 1 ? 'app' : 'apps'}.`;
  } catch (error) {
    if (!(error instanceof AscError)) throw error;
    // Who may not see the apps has been recognised all the same.
    if (error.status === 403)
      return `Apple knows the key, but refuses the apps: ${error.meaning ?? error.code}`;
    if (error.status === 401) throw refused(error, credentials);
    throw error;
  } finally {
    await client.close();
  }
}

function refused(error: AscError, { keyId, issuerId }: Credentials): AscError {
  return new AscError({
    code: error.code,
    message: `Apple does not accept the key ${keyId}${issuerId === undefined ? ' as an individual key' : ` with the issuer ${issuerId}`}. Nothing was written.`,
    meaning: 'Key id, issuer id and file do not belong together, or the key has been revoked.',
    next: 'Compare them with Users and Access → Integrations. A team key needs the issuer id above the list; an individual key has none.',
    ...(error.status === undefined ? {} : { status: error.status }),
  });
}
