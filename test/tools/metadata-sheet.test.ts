import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appFields, fieldOf, localizedFields } from '../../src/tools/metadata/fields.ts';
import { fromCsv, fromJson, toCsv, toJson } from '../../src/tools/metadata/sheet.ts';
import { normal } from '../../src/tools/metadata/texts.ts';

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom(
      "'Tis the season",
      '=1+1',
      '- one\n- two',
      "'=x",
      '"quoted", and more',
      '+46 8',
      'a\tb',
      '@you',
      '\u00a0x',
    ),
  )
  .map(normal);
const locales = fc.uniqueArray(fc.constantFrom('de-DE', 'en-US', 'ja', 'zh-Hans', 'pt-BR'), { minLength: 1 });

/** Texts in which every locale has every field: what a pull writes. */
const full = locales.chain((own) => {
  const keys = [
    ...appFields.map(({ file }) => file),
    ...own.flatMap((locale) => localizedFields.map(({ file }) => `${locale}/${file}`)),
  ];
  return fc
    .tuple(...keys.map(() => text))
    .map((texts) => new Map(keys.map((key, index) => [key, texts[index] ?? ''] as const)));
});

describe('one file for all texts', () => {
  it('gives back as JSON and as CSV exactly what was put in', () => {
    fc.assert(
      fc.property(full, (texts) => {
        expect(new Map([...fromJson(toJson(texts))].sort())).toEqual(new Map([...texts].sort()));
        expect(new Map([...fromCsv(toCsv(texts))].sort())).toEqual(new Map([...texts].sort()));
      }),
      { numRuns: 200 },
    );
  });

  it('gives back a few texts as JSON, and nothing for what is absent', () => {
    const few = new Map([
      ['ja/name', '天気'],
      ['copyright', '2026 Northwind'],
    ]);
    expect(toJson(few)).toBe(
      '{\n  "app": {\n    "copyright": "2026 Northwind"\n  },\n  "locales": {\n    "ja": {\n      "name": "天気"\n    }\n  }\n}\n',
    );
    expect(
      fromJson('{"locales":{"ja":{"name":"天気","subtitle":null}},"app":{"copyright":"2026 Northwind"}}'),
    ).toEqual(few);
  });

  it('has a row for a text and a column for a locale as CSV', () => {
    const texts = new Map([
      ['copyright', '2026 Northwind'],
      ['de-DE/name', 'Wetter, jetzt'],
      ['ja/name', '=天気'],
    ]);
    expect(toCsv(texts)).toBe(
      'field,app,de-DE,ja\ncopyright,2026 Northwind,,\nname,,"Wetter, jetzt",\'=天気\n',
    );
    expect(fromCsv('\uFEFFfield,ja,de-DE\r\nname,Tenki,"Wetter\r\njetzt"\r\n')).toEqual(
      new Map([
        ['ja/name', 'Tenki'],
        ['de-DE/name', 'Wetter\njetzt'],
      ]),
    );
  });

  for (const [name, source, why] of [
    ['a list', '[]', 'it is no JSON object'],
    ['half a file', '{"app":', 'it is no JSON'],
    ['an unknown part', '{"texts":{}}', 'known: app, locales'],
    ['an unknown text', '{"locales":{"ja":{"descripton":"x"}}}', 'nearest: description'],
    ['an unknown locale', '{"locales":{"german":{"name":"x"}}}', '"german" is no locale'],
    ['a number', '{"locales":{"ja":{"name":1}}}', '"ja/name" is no text'],
    ['a prototype', '{"locales":{"__proto__":{"name":"x"}}}', 'is no locale'],
  ] as const)
    it(`refuses ${name} as JSON`, () => {
      expect(() => fromJson(source)).toThrow(why);
    });

  for (const [name, source, why] of [
    ['another first column', 'text,ja\nname,x\n', 'first column'],
    ['an unknown text', 'field,ja\ndescripton,x\n', 'nearest: description'],
    ['an unknown locale', 'field,german\nname,x\n', '"german" is no locale'],
    ['an app-wide text in a locale', 'field,ja\ncopyright,x\n', 'copyright'],
    ['two columns of one name', 'field,ja,ja\nname,x,y\n', 'two columns'],
    ['a row that is too long', 'field,ja\nname,x,y\n', 'it is no CSV'],
    ['an open quotation', 'field,ja\nname,"x\n', 'it is no CSV'],
  ] as const)
    it(`refuses ${name} as CSV`, () => {
      expect(() => fromCsv(source)).toThrow(why);
    });
});

describe('the documentation', () => {
  it('has a row for every text, with its place and its limit', () => {
    const page = readFileSync(new URL('../../docs/metadata.md', import.meta.url), 'utf8');
    for (const { file, part, attribute, limit } of [...localizedFields, ...appFields])
      expect(page).toContain(
        `| \`${file}.txt\` | \`${part}.${attribute}\` | ${limit ?? ''} |`.replace('  |', ' |'),
      );
  });
});

describe('keys', () => {
  it('are known by table, and nothing else is', () => {
    expect(fieldOf('pt-BR/keywords')?.field.attribute).toBe('keywords');
    expect(fieldOf('review_information/notes')?.field.attribute).toBe('notes');
    expect(fieldOf('copyright')?.locale).toBeUndefined();
    for (const key of [
      'name',
      'de/../name',
      'de-DE/name/x',
      'DE/name',
      'review_information/demo_password',
      '/name',
      '',
    ])
      expect(fieldOf(key), key).toBeUndefined();
  });
});
