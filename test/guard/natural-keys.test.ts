import { describe, expect, it } from 'vitest';
import { keyOf } from '../../src/catalog/schema.ts';
import { fitsKey, keyLinks } from '../../src/guard/existing.ts';
import { naturalKeys, untraceable } from '../../src/guard/natural-keys.ts';
import { canInclude, hasParameter, ownerOf } from '../../src/guard/objects.ts';
import { catalog, writeOf } from './writes.ts';

const names = (shape: Readonly<Record<string, unknown>> | undefined): readonly string[] =>
  Object.keys(shape ?? {}).map((key) => keyOf(key).name);

describe('natural keys', () => {
  it('name operations, attributes, relationships and parameters that exist', () => {
    const faults: string[] = [];
    for (const [id, key] of Object.entries(naturalKeys)) {
      const create = catalog.operation(id);
      const owner = create && ownerOf(catalog, create);
      if (create === undefined || owner === undefined) {
        faults.push(`${id}: no such create`);
        continue;
      }
      const ways = [...Object.values(key.within ?? {}), ...(key.list === undefined ? [] : [key.list])];
      if (ways.length === 0) faults.push(`${id}: no list`);
      for (const name of Object.keys(key.within ?? {}))
        if (!names(create.body?.relationships).includes(name)) faults.push(`${id}: no relationship ${name}`);
      for (const way of ways) {
        const list = catalog.operation(way);
        const returns = list?.returns;
        if (list === undefined || (returns?.kind !== 'list' && returns?.kind !== 'object'))
          faults.push(`${id}: no read ${way}`);
        else {
          if (returns.resource !== owner.name) faults.push(`${id}: ${way} gives ${returns.resource}`);
          if ((list.hasId ? key.within : key.list) === undefined) faults.push(`${id}: ${way} has no parent`);
          for (const name of keyLinks(key, create))
            if (!canInclude(catalog, list, name)) faults.push(`${id}: ${way} does not show ${name}`);
          for (const name of [...Object.values(key.narrow ?? {}), ...Object.keys(key.query ?? {})])
            if (!hasParameter(catalog, list, name)) faults.push(`${id}: ${way} has no ${name}`);
          const required = catalog.parameters(list).filter((parameter) => parameter.required);
          for (const { name } of required)
            if (key.query?.[name] === undefined) faults.push(`${id}: ${way} needs ${name}`);
          // Lists of siblings are read as many as may come at once.
          if (returns.kind === 'list' && !hasParameter(catalog, list, 'limit'))
            faults.push(`${id}: ${way} takes no limit`);
          if (
            returns.kind === 'list' &&
            key.trace !== true &&
            key.by.length + keyLinks(key, create).length === 0
          )
            faults.push(`${id}: a list, and nothing that identifies`);
        }
      }
      for (const name of key.by) {
        if (!names(create.body?.attributes).includes(name)) faults.push(`${id}: ${name} cannot be sent`);
        if (!names(owner.attributes).includes(name)) faults.push(`${id}: ${name} is not shown`);
      }
      if (key.among !== undefined && !names(owner.attributes).includes(key.among.attribute))
        faults.push(`${id}: no ${key.among.attribute}`);
    }
    expect(faults).toEqual([]);
  });

  it('tell the placement of an asset in one language from that in another', () => {
    const id = 'appAssetLibraryPlacements_createInstance';
    const key = naturalKeys[id];
    const linkTo = (locale: string) => ({
      image: { data: { type: 'appAssetLibraryImages', id: 'picture' } },
      appStoreVersionLocalization: { data: { type: 'appStoreVersionLocalizations', id: locale } },
    });
    const attributes = { placementType: 'APP_SCREENSHOT', placementGroup: 'MAC_PROFILE' };
    const write = writeOf(id, {
      attributes,
      relationships: { image: 'picture', appStoreVersionLocalization: 'german' },
    });
    const fits = (locale: string): boolean | undefined =>
      key && fitsKey(key, write, { attributes, relationships: linkTo(locale) });
    expect([fits('german'), fits('japanese')]).toEqual([true, false]);
  });

  it('cover every create, or say why not', () => {
    const creates = catalog.operationIds().filter((id) => /_createInstance$/.test(id));
    const known = creates.filter((id) => id in naturalKeys);
    expect(creates.filter((id) => !(id in naturalKeys) && !(id in untraceable))).toEqual([]);
    expect(Object.keys(untraceable).filter((id) => !creates.includes(id) || id in naturalKeys)).toEqual([]);
    expect([creates.length, known.length]).toEqual([162, 142]);
  });
});
