/** Says which imports go against the design: `npm run imports`. The rules are in import-rules.ts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { type Edge, globals, importRules } from './import-rules.ts';

// What a type says is free to cross: esbuild leaves `import type` out.
const files = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const [{ metafile }, uses] = await Promise.all([
  build({
    entryPoints: files,
    outdir: 'unused',
    write: false,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    metafile: true,
    logLevel: 'warning',
    // esbuild has said what it could not resolve.
  }).catch(() => process.exit(1)),
  Promise.all(files.map(globalsOf)),
]);

const edges: readonly Edge[] = Object.entries(metafile.inputs).flatMap(([from, { imports }]) =>
  imports.map(({ path }) => ({ from, to: path })),
);
const violations = [...edges, ...uses.flat()].flatMap((edge) =>
  importRules
    .filter(({ forbids }) => forbids(edge))
    .map(({ name, why }) => `${edge.from} → ${edge.to}\n  ${name}: ${why}`),
);
if (violations.length > 0) {
  console.error(violations.join('\n'));
  console.error(`${violations.length} imports go the wrong way.`);
  process.exit(1);
}
console.log(`${edges.length} imports of ${files.length} files: all go the right way.`);

/** Globals that a file uses, as edges. esbuild replaces only true references, so comments and strings do not count. */
async function globalsOf(file: string): Promise<readonly Edge[]> {
  const marks = globals.map((name, index) => ({ name, mark: `__global_${index}__` }));
  const { code } = await transform(readFileSync(file, 'utf8'), {
    loader: 'ts',
    define: Object.fromEntries(
      marks.flatMap(({ name, mark }) => [
        [name, mark],
        [`globalThis.${name}`, mark],
      ]),
    ),
  });
  return marks.filter(({ mark }) => code.includes(mark)).map(({ name }) => ({ from: file, to: name }));
}
