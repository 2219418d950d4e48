import { AscError } from '../client/errors.ts';
import { readCredentials } from '../client/key.ts';
import type { Credentials } from '../client/types.ts';
import type { Config } from '../config.ts';

/** The key of this configuration, or what is wrong with it: the tools are listed all the same. */
export async function credentialsOf(config: Config): Promise<Credentials | AscError> {
  if (config.keyId === undefined || config.key === undefined) {
    const missing = [
      ...(config.keyId === undefined ? ['ASC_KEY_ID'] : []),
      ...(config.key === undefined ? ['ASC_PRIVATE_KEY_PATH'] : []),
    ].join(' and ');
    return new AscError({
      code: 'no_key',
      message: `There is no App Store Connect API key: ${missing} ${missing.includes(' and ') ? 'are' : 'is'} not set.`,
      meaning: 'Nothing can be asked of Apple without a key.',
      next: 'Make a key in App Store Connect under Users and Access → Integrations, run asc-mcp setup (or set ASC_KEY_ID, ASC_ISSUER_ID and ASC_PRIVATE_KEY_PATH), and restart; or start with --sandbox to try everything without one.',
      outcome: 'not_sent',
    });
  }
  const key =
    'keychain' in config.key
      ? { text: (await import('../setup/keychain.ts')).readFromKeychain(config.keyId) ?? '' }
      : config.key;
  if ('text' in key && key.text === '')
    return new AscError({
      code: 'keychain_closed',
      message: `The key ${config.keyId} could not be read from the system's keychain.`,
      meaning: 'The keychain is locked, nobody allowed it, or the key was taken out of it.',
      next: 'Unlock the keychain and restart, or give the key again: asc-mcp setup.',
      outcome: 'not_sent',
    });
  try {
    return readCredentials({ keyId: config.keyId, issuerId: config.issuerId, key });
  } catch (error) {
    if (error instanceof AscError) return error;
    throw error;
  }
}

/** Lines of the key and its path: replaced wherever they might turn up in an answer. */
export function secretsOf(config: Config, credentials: Credentials | AscError): readonly string[] {
  const path = config.key !== undefined && 'path' in config.key ? [config.key.path] : [];
  if (credentials instanceof AscError) return path;
  return [
    ...path,
    ...credentials.privateKey.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----')),
  ];
}
