/** Makes everything that is generated once more, in memory, and compares: `npm run generated`. */
import { existsSync, readFileSync } from 'node:fs';
import { compileCatalog, printCatalog } from '../src/catalog/compile.ts';
import { loadCatalog } from '../src/catalog/index.ts';
import { madeFiles } from './generated-files.ts';

/** One generated file: `fresh` is `undefined` where what it is made from is not at hand. */
interface Generated {
  readonly file: string;
  readonly remedy: string;
  readonly fresh: (committed: string) => string | undefined | Promise<string>;
}

// Apple's document is not part of the project; it may lie beside it.
const document = new URL(`../../shared/openapi/app-store-connect-${loadCatalog().api}.json`, import.meta.url);

const files: readonly Generated[] = [
  {
    file: 'src/catalog/generated/catalog.json',
    remedy: 'npm run catalog -- FILE',
    fresh: () =>
      existsSync(document)
        ? printCatalog(compileCatalog(JSON.parse(readFileSync(document, 'utf8'))).catalog)
        : undefined,
  },
  ...madeFiles.map((made) => ({ ...made, remedy: 'npm run docs' })),
];

for (const { file, remedy, fresh } of files) {
  const committed = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  const made = await fresh(committed);
  if (made === undefined)
    console.log(`${file}: SKIPPED, the OpenAPI document it is made from is not beside this project.`);
  else if (made === committed) console.log(`${file}: up to date.`);
  else {
    console.error(`${file}: out of date. Run: ${remedy}`);
    process.exitCode = 1;
  }
}
