// With `node --import`: writes the address of each module to stderr as it is loaded.
import { register } from 'node:module';

// Hooks run in a thread of their own, whose process.stderr comes late or never.
const hook = `import { writeSync } from 'node:fs';
export async function load(url, context, next) {
  writeSync(2, 'loaded ' + url + '\\n');
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
