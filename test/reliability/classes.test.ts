import { describe, expect, it } from 'vitest';
import { foreignAttributes, secretAttributes } from '../../src/catalog/foreign.ts';
import { loadCatalog } from '../../src/catalog/index.ts';
import { classified, riskOf, tiers } from '../../src/catalog/risk.ts';

const catalog = loadCatalog();

/** Every attribute of an answer that may hold any text, with its class. */
function freeText(): string[] {
  return catalog.resourceNames().flatMap((name) =>
    Object.entries(catalog.resource(name)?.attributes ?? {})
      .filter(([, type]) => /^string(\[\])?[?!]*$/.test(String(type)))
      .map(([key]) => key.replace(/[*?]/g, ''))
      .map((key) => {
        const secret = secretAttributes.has(key) || secretAttributes.has(`${name}.${key}`);
        const foreign = foreignAttributes[name]?.includes(key) === true;
        return `${name}.${key} ${secret ? 'secret' : foreign ? 'foreign' : 'ours'}`;
      }),
  );
}

describe('R-SEC-6: texts in answers', () => {
  it('R-SEC-6: each free text of the API has the class that was reviewed; a new one has to be given one', async () => {
    const lines = freeText();
    expect(lines.length).toBeGreaterThan(300);
    await expect(`${lines.sort().join('\n')}\n`).toMatchFileSnapshot('./snapshots/free-text.txt');
  });

  it('R-SEC-6: the table of foreign texts names resources and attributes that exist', () => {
    for (const [name, attributes] of Object.entries(foreignAttributes)) {
      const known = Object.keys(catalog.resource(name)?.attributes ?? {}).map((key) =>
        key.replace(/[*?]/g, ''),
      );
      if (known.length > 0) expect(known, name).toEqual(expect.arrayContaining([...attributes]));
    }
  });
});

describe('R-GRD-1: tiers', () => {
  const writes = catalog
    .operationIds()
    .flatMap((id) => catalog.operation(id) ?? [])
    .filter(({ kind }) => kind !== 'read');

  it('R-GRD-1: each of the 477 writes has a row, none of them is R0, and no row is for nothing', () => {
    const rows = new Set(classified());
    expect(writes.filter(({ id }) => !rows.has(id)).map(({ id }) => id)).toEqual([]);
    expect(writes.filter(({ id }) => tiers[riskOf(id).level] === 'R0')).toEqual([]);
    expect([...rows].filter((id) => catalog.operation(id) === undefined)).toEqual([]);
    expect(writes.length).toBe(477);
  });
});
