/** Bundles the command into dist/: `index.js` starts, what a call needs later stands in chunks that load on first use. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: { index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  minify: true,
  keepNames: false,
  sourcemap: false,
  legalComments: 'linked',
  chunkNames: 'chunk-[hash]',
  banner: {
    // CommonJS packages inside the bundle ask for require.
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
mkdirSync('dist/generated', { recursive: true });
copyFileSync('src/catalog/generated/catalog.json', 'dist/generated/catalog.json');
copyFileSync('src/catalog/risk.json', 'dist/risk.json');
