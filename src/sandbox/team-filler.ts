import type { Relationship } from '../catalog/index.ts';
import { enumValues, parseScalar } from '../catalog/schema.ts';
import type { SchemaNode } from '../catalog/types.ts';
import { hex, uuid } from './random.ts';
import type { Stored } from './store.ts';
import { teamIds } from './team-ids.ts';
import type { Seeder } from './team-seeder.ts';

/**
 * Completes the team: every resource of the catalogue gets an object and every relationship is linked on at least
 * one, so that each read of the API has something to answer with. Also for resources that a newer document brings.
 */
export function fillGaps(seeder: Seeder): void {
  const { store } = seeder;
  for (const name of store.catalog.resourceNames())
    if (store.count(name) === 0)
      for (const number of [1, 2]) {
        const id = seeder.id(`${name} ${number}`);
        store.put(name, id, attributesOf(seeder, name, number));
      }
  for (const name of store.catalog.resourceNames())
    for (const relationship of store.catalog.resource(name)?.relationships ?? [])
      if (!isLinked(seeder, name, relationship.name)) linkOne(seeder, name, relationship);
}

/** Objects that take the links which the story does not need; nothing in preparation is touched. */
const hosts: Readonly<Record<string, string>> = {
  App: teamIds.trail.app,
  AppInfo: uuid(`${teamIds.trail.app} info live`),
  AppStoreVersion: teamIds.versions.trailLive,
  AppStoreVersionLocalization: uuid(`${teamIds.versions.trailLive} en-US`),
  BetaGroup: teamIds.groups.trailExternal,
  Build: uuid(`build ${teamIds.trail.app} IOS 2406`),
  InAppPurchase: teamIds.products.themes,
  InAppPurchaseV2: teamIds.products.themes,
  Subscription: teamIds.subscriptions.monthly,
};

/** An item of a review submission has exactly one of many relationships: each link gets an item of its own. */
const itemsOf = { resource: 'ReviewSubmissionItem', owner: 'ReviewSubmission', key: 'submission trail 2.4' };

function isLinked(seeder: Seeder, resource: string, relationship: string): boolean {
  for (const object of seeder.store.all(resource))
    if (seeder.store.linked(object, relationship).length > 0) return true;
  return false;
}

function linkOne(seeder: Seeder, resource: string, relationship: Relationship): void {
  const { store } = seeder;
  if (relationship.to === undefined) return;
  const host = hostOf(seeder, resource, relationship.name);
  if (host === undefined) return;
  const targets = [...store.all(relationship.to)].filter(
    (target) => target.resource !== host.resource || target.id !== host.id,
  );
  const back = store.inverse(resource, relationship.name);
  const free =
    back === undefined || back.many
      ? targets
      : targets.filter((target) => store.linked(target, back.relationship).length === 0);
  const wanted = hosts[relationship.to];
  const target = free.find(({ id }) => id === wanted) ?? free[0] ?? targets[0] ?? host;
  if (target.resource !== relationship.to) return;
  store.link(host, relationship.name, relationship.many ? [target.id] : target.id);
}

function hostOf(seeder: Seeder, resource: string, relationship: string): Stored | undefined {
  const { store } = seeder;
  if (resource === itemsOf.resource) {
    const item = store.put(resource, seeder.id(`item for ${relationship}`), { state: 'APPROVED' });
    const owner = store.get(itemsOf.owner, seeder.id(itemsOf.key));
    if (owner !== undefined) store.link(owner, 'items', [...store.linked(owner, 'items'), item.id]);
    return item;
  }
  const preferred = Object.hasOwn(hosts, resource) ? hosts[resource] : undefined;
  if (preferred !== undefined) return store.get(resource, preferred);
  for (const first of store.all(resource)) return first;
  return undefined;
}

/** Attributes of a resource with made-up values that its schema allows. Deprecated ones are left out. */
function attributesOf(seeder: Seeder, resource: string, number: number): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [key, node] of Object.entries(seeder.store.catalog.resource(resource)?.attributes ?? {})) {
    const name = key.replace(/\*$/, '');
    if (typeof node === 'string' && node.endsWith('!')) continue;
    attributes[name] = fabricate(seeder, { resource, name, number }, node, 0);
  }
  return attributes;
}

interface Place {
  readonly resource: string;
  readonly name: string;
  readonly number: number;
}

function isList(node: SchemaNode): node is readonly [SchemaNode] {
  return Array.isArray(node);
}

function fabricate(seeder: Seeder, place: Place, node: SchemaNode, depth: number): unknown {
  if (typeof node === 'string') return scalarOf(seeder, place, node, depth);
  if (isList(node)) return [fabricate(seeder, place, node[0], depth + 1)];
  const made: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(node)) {
    if (key === '...') continue;
    const name = key.replace(/\*$/, '');
    made[name] = fabricate(seeder, { ...place, name }, inner, depth + 1);
  }
  return made;
}

/** The states that a finished thing has; otherwise the first value of the enum. */
const calm = [
  'COMPLETE',
  'COMPLETED',
  'APPROVED',
  'ACTIVE',
  'LIVE',
  'PUBLISHED',
  'READY_FOR_DISTRIBUTION',
  'ENABLED',
];

function scalarOf(seeder: Seeder, place: Place, node: string, depth: number): unknown {
  const scalar = parseScalar(node);
  const { data } = seeder.store.catalog;
  const one = (): unknown => {
    switch (scalar.kind) {
      case 'enum': {
        const values = enumValues(data, scalar.name);
        return calm.find((value) => values.includes(value)) ?? values[0];
      }
      case 'schema':
        return schemaOf(seeder, place, scalar.name, depth);
      case 'boolean':
        return place.number === 1;
      case 'integer':
        return integerOf(place.name, scalar.minimum ?? 0);
      case 'number':
        return 1.5;
      case 'string':
        return textOf(seeder, place, scalar.format);
      case 'any':
        return place.name;
    }
  };
  if (!scalar.list) return one();
  // Nothing left to upload, nothing wrong.
  if (/^(UploadOperation|DeliveryFileUploadOperation|StateDetail|AppMediaStateError)$/.test(scalar.name))
    return [];
  return depth > 5 ? [] : [one()];
}

function schemaOf(seeder: Seeder, place: Place, name: string, depth: number): unknown {
  if (name === 'ImageAsset')
    return seeder.image(`${place.resource} ${place.name} ${place.number}`, 1024, 1024);
  const schema = seeder.store.catalog.data.schemas[name];
  return schema === undefined || depth > 5 ? {} : fabricate(seeder, place, schema, depth + 1);
}

function integerOf(name: string, minimum: number): number {
  if (/fileSize|Bytes$/i.test(name)) return 120_400;
  if (/width|height/i.test(name)) return 1024;
  if (/latitude|longitude/.test(name)) return 18;
  return Math.max(minimum, /maxCount|maxFps|max/i.test(name) ? 10 : 1);
}

const texts: Readonly<Record<string, string>> = {
  locale: 'en-US',
  bundleId: teamIds.trail.bundleId,
  version: '1',
  versionString: '1.0',
  email: 'team@example.com',
  domain: 'www.example.com',
  packageName: 'com.example.trailmate.android',
  fileName: 'picture.png',
  aspectRatio: '9:19.5',
  min: 'PT15S',
  max: 'PT30S',
  countryCode: 'US',
  deviceType: 'iPhone17,1',
  deviceModel: 'iPhone17,1',
  osVersion: '26.1',
  score: '4200',
  rank: '1',
  publicKey: 'not a real key',
  previewFrameTimeCode: '00:00:05:00',
  customerPrice: '0.99',
  proceeds: '0.84',
};

function textOf(seeder: Seeder, place: Place, format: string | undefined): string {
  switch (format) {
    case 'date-time':
      return /expir/i.test(place.name) ? seeder.ago(-7) : seeder.ago(10 + place.number);
    case 'date':
      return /expir|end/i.test(place.name) ? seeder.day(-30) : seeder.day(10 + place.number);
    case 'uri':
    case 'uri-reference':
      return `https://www.example.com/${kebab(place.resource)}/${kebab(place.name)}`;
    case 'email':
      return 'team@example.com';
    case 'duration':
      return Object.hasOwn(texts, place.name) ? (texts[place.name] ?? 'P7D') : 'P7D';
    default:
  }
  if (Object.hasOwn(texts, place.name)) return texts[place.name] ?? '';
  if (/url$/i.test(place.name)) return `https://www.example.com/${kebab(place.name)}`;
  if (/checksum|hash|token|blob/i.test(place.name)) return hex(`${place.resource} ${place.number}`);
  if (/Id$/.test(place.name)) return `com.example.${kebab(place.resource)}.${place.number}`;
  return `${words(place.resource)} ${words(place.name)} ${place.number}`;
}

function words(name: string): string {
  const text = name
    .replace(/V\d$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function kebab(name: string): string {
  return words(name).toLowerCase().replaceAll(' ', '-');
}
