import { facts, json, settings } from './facts.ts';

/** The entry for the registry of MCP servers (`server.json`, schema of 2025-12-11). */
export function registryEntry(): string {
  return json({
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: facts.registryName,
    title: facts.displayName,
    // The registry takes at most 100 characters.
    description: shortened(facts.description, 100),
    repository: { url: facts.repository, source: 'github' },
    version: facts.version,
    packages: [
      {
        registryType: 'npm',
        identifier: facts.name,
        version: facts.version,
        transport: { type: 'stdio' },
        environmentVariables: settings.map(({ variable, description, type, secret }) => ({
          name: variable,
          description,
          isRequired: false,
          isSecret: secret === true,
          format: type === 'file' ? 'filepath' : type,
        })),
      },
    ],
  });
}

/** The text up to its first colon or full stop, if that makes it fit. Throws where it does not. */
function shortened(text: string, most: number): string {
  const [short = ''] = text.split(/[:.] /);
  if (text.length <= most) return text;
  if (short.length > most)
    throw new Error(`The description in package.json must begin with at most ${most} characters.`);
  return short;
}
