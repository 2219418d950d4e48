import { Random, uuid } from './random.ts';
import type { Store, Stored } from './store.ts';

const dayMs = 86_400_000;

/** An image as Apple describes it: a URL with places for size and format. */
interface Image {
  readonly templateUrl: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Writes the team into a store. Ids come from names, dates are told as days before `now`. What the loaded catalogue
 * does not have is left out, so that the team also fits an older or newer document of the API.
 */
export class Seeder {
  readonly store: Store;
  readonly now: number;
  readonly random = new Random('team');
  /** What was left out: `Resource` or `Resource.relationship`. */
  readonly skipped = new Set<string>();

  constructor(store: Store, now: number) {
    this.store = store;
    this.now = now;
  }

  put(
    resource: string,
    id: string,
    attributes: Record<string, unknown> = {},
    links: Readonly<Record<string, string | readonly string[] | null>> = {},
  ): string {
    const known = this.store.catalog.resource(resource);
    if (known === undefined) {
      this.skipped.add(resource);
      return id;
    }
    const usable: Record<string, string | readonly string[] | null> = {};
    for (const [name, value] of Object.entries(links)) {
      if (known.relationships.some((relationship) => relationship.name === name)) usable[name] = value;
      else this.skipped.add(`${resource}.${name}`);
    }
    this.store.put(resource, id, attributes, usable);
    return id;
  }

  /** Sets one relationship of an object that is there. */
  link(resource: string, id: string, relationship: string, value: string | readonly string[]): void {
    const object: Stored | undefined = this.store.get(resource, id);
    const known = this.store.catalog
      .resource(resource)
      ?.relationships.some((candidate) => candidate.name === relationship);
    if (object === undefined || known !== true) this.skipped.add(`${resource}.${relationship}`);
    else this.store.link(object, relationship, value);
  }

  /** Id made from a name; the same name gives the same id. */
  id(name: string): string {
    return uuid(name);
  }

  /** Date-time that many days before now; negative is later. */
  ago(days: number): string {
    return new Date(Math.floor((this.now - days * dayMs) / 1000) * 1000).toISOString().replace('.000Z', 'Z');
  }

  /** Calendar date that many days before now; negative is later. */
  day(days: number): string {
    return new Date(this.now - days * dayMs).toISOString().slice(0, 10);
  }

  image(name: string, width: number, height: number): Image {
    return {
      templateUrl: `https://is1-ssl.mzstatic.com/image/thumb/Sandbox/${this.id(name)}/{w}x{h}bb.{f}`,
      width,
      height,
    };
  }
}
