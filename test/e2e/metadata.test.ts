import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { faults, noting, type Running, startServer } from '../support/server.ts';

const path = 'com.example.weather/metadata';
let server: Running;
afterEach(() => server.close());

function write(file: string, text: string): void {
  writeFileSync(join(server.downloads, path, file), text);
}

describe('store texts as files, over MCP', () => {
  it('are pulled, edited, looked at and sent, with no request more than needed', async () => {
    server = await startServer();
    const pulled = await server.call('asc_pull_metadata', { app: 'Weather Now' });
    expect(pulled).toMatchObject({ isError: false });
    expect(pulled.text).toContain('6 locales: de-DE, en-US, es-ES, fr-FR, ja, pt-BR');
    expect(readFileSync(join(server.downloads, path, 'ja/name.txt'), 'utf8')).toBe('Weather Now\n');
    write('de-DE/release_notes.txt', 'Die Warnung sagt jetzt, wann der Regen aufhört.');
    write('ja/keywords.txt', '天気,雨');
    const sent = await server.call('asc_push_metadata', { app: 'com.example.weather' });
    expect(sent).toMatchObject({ isError: false });
    expect(sent.text).toContain('applied: 2 texts in 2 locales');
    const again = await server.call('asc_push_metadata', { app: 'Weather Now' });
    expect(again.text).toContain('Nothing to send');
    const requests = server.taken();
    expect(faults(requests)).toEqual([]);
    expect(requests.filter(({ method }) => method !== 'GET').map(({ method }) => method)).toEqual([
      'PATCH',
      'PATCH',
    ]);
  });

  it('wait for one yes where the difference was shown before, since it holds text of other people', async () => {
    const asked: string[] = [];
    server = await startServer({
      person: noting((message) => asked.push(message)),
    });
    await server.call('asc_pull_metadata', { app: 'Weather Now' });
    for (const locale of ['de-DE', 'fr-FR', 'ja']) write(`${locale}/promotional_text.txt`, 'Neu: Gewitter.');
    const shown = await server.call('asc_push_metadata', { app: 'Weather Now', dry_run: true });
    expect(shown.text).toMatch(/<foreign-[0-9a-f]{8}>\nde-DE\/promotional_text/);
    const sent = await server.call('asc_push_metadata', { app: 'Weather Now' });
    expect(sent).toMatchObject({ isError: false });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('3 changes');
    expect((await server.call('asc_push_metadata', { app: 'Weather Now' })).text).toContain(
      'Nothing to send',
    );
    expect(server.taken().filter(({ method }) => method !== 'GET')).toHaveLength(3);
  });

  it('say as an error what stands against sending them', async () => {
    server = await startServer();
    await server.call('asc_pull_metadata', { app: 'Weather Now' });
    write('pt-BR/subtitle.txt', 'x'.repeat(31));
    write('ja/keywords.txt', '天気,雨');
    const refused = await server.call('asc_push_metadata', { app: 'Weather Now' });
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('pt-BR/subtitle has 31 characters, 30 are allowed');
    const hostile = await server.call('asc_pull_metadata', { app: 'Weather Now', path: '../metadata' });
    expect(hostile).toMatchObject({ isError: true });
    expect(hostile.text).toContain('bad_path');
    expect(server.taken().filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('can be pulled by a server that may only read', async () => {
    server = await startServer({ flags: ['--read-only'] });
    const { tools } = await server.client.listTools();
    expect(tools.map(({ name }) => name)).toContain('asc_pull_metadata');
    expect(tools.map(({ name }) => name)).not.toContain('asc_push_metadata');
    expect((await server.call('asc_pull_metadata', { app: 'Weather Now', path: 'texts.csv' })).isError).toBe(
      false,
    );
  });
});
