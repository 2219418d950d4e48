// A browser for tests: writes down the address that it was asked to open. HOME is the test's own folder.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

writeFileSync(join(process.env.HOME ?? '.', 'opened.txt'), process.argv[2] ?? '');
