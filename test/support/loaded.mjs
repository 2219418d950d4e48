// With `node --import`: writes the address of each module to stderr as it is loaded.
import { register } from 'node:module';

const hook = `export async function load(url, context, next) {
  process.stderr.write('loaded ' + url + '\\n');
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
