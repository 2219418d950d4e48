/** What is wrong before the first byte is served, told then. */
import { lstatSync } from 'node:fs';
import { systemCode } from '../client/system-code.ts';
import { apiOrigin } from '../client/target.ts';
import { type Config, ConfigError } from '../config.ts';
import { defaultPolicy, type Policy, tightened } from '../guard/policy.ts';

/**
 * What only some users have and nothing works without: another address, a catalogue of their own. Without them this
 * costs nothing. Throws `AscError` or `ConfigError`.
 */
export async function checkOtherSources(config: Config): Promise<void> {
  if (!config.sandbox) apiOrigin(config.baseUrl);
  if (config.sandboxClock !== undefined) await checkClock(config.sandboxClock, config.sandbox);
  if (config.catalogFile === undefined) return;
  const { loadCatalog } = await import('../catalog/index.ts');
  try {
    loadCatalog(config.catalogFile);
  } catch (error) {
    const system = systemCode(error);
    const code = system === undefined ? '' : ` (${system})`;
    throw new ConfigError(
      `The catalogue ${config.catalogFile} cannot be used${code}. Make it anew with "asc-mcp catalog update FILE", or remove it to use the one that came with this version.`,
    );
  }
}

async function checkClock(clock: string, sandbox: boolean): Promise<void> {
  if (!sandbox) throw new ConfigError('--sandbox-clock needs --sandbox: Apple has no other clock than ours.');
  const { parseClock } = await import('../sandbox/clock.ts');
  try {
    parseClock(clock);
  } catch (error) {
    throw error instanceof RangeError ? new ConfigError(error.message) : error;
  }
}

/**
 * The policy file, or the default where there is none, tightened by the flags. Read here, before the first byte is
 * served: what is wrong in it stops the start. Throws `ConfigError`.
 */
export async function policyOf(config: Config): Promise<Policy> {
  const flags = { readOnly: config.readOnly };
  // A dangling link is a file that is wrong, not one that is absent.
  if (lstatSync(config.policyFile, { throwIfNoEntry: false }) === undefined)
    return tightened(defaultPolicy, flags);
  const [{ loadPolicy, PolicyError }, { loadCatalog }] = await Promise.all([
    import('../guard/policy-file.ts'),
    import('../catalog/index.ts'),
  ]);
  try {
    return tightened(loadPolicy(config.policyFile, loadCatalog(config.catalogFile)), flags);
  } catch (error) {
    throw error instanceof PolicyError ? new ConfigError(error.message) : error;
  }
}
