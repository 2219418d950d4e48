/**
 * Makes what is published into `out/`: the Claude Desktop bundle (`.mcpb`) and the npm package (`.tgz`). The same
 * commit gives the same bytes of the npm package. `npm run package`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { facts } from './packages/facts.ts';

const root = new URL('..', import.meta.url).pathname;
const out = join(root, 'out');
const bundle = join(out, 'bundle');
rmSync(out, { recursive: true, force: true });
mkdirSync(bundle, { recursive: true });
for (const file of ['manifest.json', 'dist', 'assets/icon.png', 'README.md', 'LICENSE'])
  cpSync(join(root, file), join(bundle, file), { recursive: true });
const run = (command: string, ...args: string[]): void => {
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
};
run('npx', 'mcpb', 'validate', join(bundle, 'manifest.json'));
run('npx', 'mcpb', 'pack', bundle, join(out, `${facts.name}-${facts.version}.mcpb`));
rmSync(bundle, { recursive: true });
run('npm', 'pack', '--ignore-scripts', '--pack-destination', out);
console.log(
  readdirSync(out)
    .map((name) => `out/${name}`)
    .join('\n'),
);
