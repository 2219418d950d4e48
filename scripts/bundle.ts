/**
 * Bundles the command into dist/: `index.js` starts, what a call needs later stands in chunks that load on first use.
 * The packages of others are in the bundle too, so that installing this one installs nothing else.
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { bundledPackages, licenceText } from './licences.ts';

rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  minify: true,
  keepNames: false,
  sourcemap: false,
  // Licences stand in licenses.txt, each in full.
  legalComments: 'none',
  // Packages that speak up while they are developed with (ECharts) would write into the protocol.
  define: { 'process.env.NODE_ENV': '"production"' },
  chunkNames: 'chunk-[hash]',
  alias: {
    // Its main file asks for its parts in a way that a bundler cannot follow (jsonc-parser 3.3.1); its modules do not.
    'jsonc-parser': 'jsonc-parser/lib/esm/main.js',
    '@modelcontextprotocol/server/_shims': resolve('scripts/sdk-shims.ts'),
  },
  banner: {
    // CommonJS packages inside the bundle ask for require.
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
mkdirSync('dist/generated', { recursive: true });
copyFileSync('src/catalog/generated/catalog.json', 'dist/generated/catalog.json');
copyFileSync('src/catalog/risk.json', 'dist/risk.json');
// What charts need beside code; src/tools/reports/assets.ts looks for them here.
mkdirSync('dist/assets', { recursive: true });
const beside = {
  'rasterizer.wasm': 'node_modules/@takumi-rs/wasm/pkg/takumi_wasm_bg.wasm',
  'chart-font.woff2': 'node_modules/roboto-fontface/fonts/roboto/Roboto-Regular.woff2',
};
for (const [name, source] of Object.entries(beside)) copyFileSync(source, `dist/assets/${name}`);
writeFileSync('dist/licenses.txt', licenceText(bundledPackages(metafile, Object.values(beside))));
