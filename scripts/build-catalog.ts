/** Makes src/catalog/generated/catalog.json from an OpenAPI document: `npm run catalog -- FILE`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { compileCatalog, printCatalog } from '../src/catalog/compile.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error('Usage: scripts/build-catalog FILE   (the OpenAPI document of the App Store Connect API)');
  process.exit(2);
}
const { catalog, corrections } = compileCatalog(JSON.parse(readFileSync(file, 'utf8')));
const wrong = corrections.filter((correction) => correction.matched !== correction.expected);
for (const { name, expected, matched } of wrong)
  console.error(
    `Correction ${name} matched ${matched} places instead of ${expected}: look at src/catalog/corrections.ts.`,
  );
if (wrong.length > 0) process.exit(1);
const target = new URL('../src/catalog/generated/catalog.json', import.meta.url);
writeFileSync(target, printCatalog(catalog));
console.log(
  `API ${catalog.api}: ${Object.keys(catalog.operations).length} operations, ${Object.keys(catalog.resources).length} resources, ${Object.keys(catalog.enums).length} enums.`,
);
