import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files that charts need beside code: copied into the bundle, in packages when run from source. */
const assets = {
  rasterizer: { name: 'rasterizer.wasm', source: '@takumi-rs/wasm/takumi_wasm_bg.wasm' },
  font: {
    name: 'chart-font.woff2',
    source: 'roboto-fontface/fonts/roboto/Roboto-Regular.woff2',
  },
} as const;

/** Path of a file of ours. */
export function assetFile(asset: keyof typeof assets): string {
  const { name, source } = assets[asset];
  const bundled = join(dirname(fileURLToPath(import.meta.url)), 'assets', name);
  return existsSync(bundled) ? bundled : createRequire(import.meta.url).resolve(source);
}
