import { facts, json, launch, reference, settings } from './facts.ts';

const environment = Object.fromEntries(settings.map(({ variable }) => [variable, reference(variable)]));

/** The Claude Code plugin: the server, started as the published package. Variables come from the user's shell. */
export function claudePlugin(): string {
  return json({
    name: facts.serverKey,
    version: facts.version,
    description: facts.description,
    author: { name: facts.author },
    homepage: facts.repository,
    repository: facts.repository,
    license: facts.license,
    keywords: facts.keywords,
    mcpServers: {
      [facts.serverKey]: {
        ...launch,
        // `:-` lets a variable that is not set arrive empty, which the server takes as absent.
        env: Object.fromEntries(settings.map(({ variable }) => [variable, reference(`${variable}:-`)])),
      },
    },
  });
}

/** The marketplace of one plugin: `/plugin marketplace add` takes this repository. */
export function claudeMarketplace(): string {
  return json({
    name: facts.name,
    owner: { name: facts.author },
    plugins: [{ name: facts.serverKey, source: './', description: facts.description }],
  });
}

/** The Gemini CLI extension. */
export function geminiExtension(): string {
  return json({
    name: facts.name,
    version: facts.version,
    mcpServers: { [facts.serverKey]: { ...launch, env: environment } },
    settings: settings
      .filter(({ type }) => type !== 'boolean')
      .map(({ title, description, variable }) => ({ name: title, description, envVar: variable })),
  });
}
