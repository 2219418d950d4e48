import { facts, launch, settings } from './facts.ts';

/** The settings without which nothing works, with the values of an example. */
const needed = settings.filter(({ example }) => example !== undefined);
const environment = Object.fromEntries(needed.map(({ variable, example }) => [variable, example]));

/** Links that open a client with the server filled in. Values are examples: the client lets them be changed. */
export function installLinks(): string {
  const cursor = Buffer.from(JSON.stringify({ ...launch, env: environment })).toString('base64');
  const code = {
    name: facts.serverKey,
    ...launch,
    env: Object.fromEntries(needed.map(({ name, variable }) => [variable, `$\{input:${name}}`])),
    inputs: needed.map(({ name, title }) => ({ type: 'promptString', id: name, description: title })),
  };
  const { inputs, name, ...config } = code;
  return [
    `[Add to Cursor](https://cursor.com/en/install-mcp?name=${name}&config=${encoded(cursor)})`,
    `[Add to VS Code](https://vscode.dev/redirect/mcp/install?name=${name}&inputs=${encoded(JSON.stringify(inputs))}&config=${encoded(JSON.stringify(config))})`,
  ].join(' · ');
}

/** Parentheses would end a link in Markdown. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('(', '%28').replaceAll(')', '%29');
}
