import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { ServerProcess } from './process.ts';

const recorder = fileURLToPath(new URL('../support/loaded.mjs', import.meta.url));

describe('the start', () => {
  let server: ServerProcess;
  afterEach(() => server.child.kill());

  // Clients start a server more than once just to see its tools. Each of these was once read for nothing.
  it('reads neither Ajv, nor messages in fifty languages, nor a reader of command lines', async () => {
    server = new ServerProcess({ nodeArgs: ['--import', recorder] });
    await server.initialize();
    const { stderr } = await server.close();
    const text = [...stderr.matchAll(/^loaded (file:.*\/dist\/.*\.js)$/gm)].map(([, url = '']) =>
      readFileSync(fileURLToPath(url), 'utf8'),
    );
    expect(text.length).toBeGreaterThan(5);
    const all = text.join('\n');
    expect(all).toContain('Invalid input: expected ');
    expect(all).not.toContain('Ungültige Eingabe');
    expect(all).not.toContain('strictTypes');
    expect(all).not.toContain('showHelpAfterError');
    expect(all.length).toBeLessThan(550_000);
  });
});
