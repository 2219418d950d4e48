/** A JSON text read strictly, with the line on which every member begins. */
export interface LinedJson {
  readonly value: unknown;
  /** Line (from 1) of the member at a path, `rules.2.ops`; of the nearest parent when there is none. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** The text is not JSON, or a key stands twice: `JSON.parse` would keep the last one without a word. */
export class JsonLineError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const deepest = 32;

/**
 * Reads JSON and remembers lines. `JSON.parse` of Node 20 names no position for half of its errors, and a person who
 * edits a file by hand needs one. Throws `JsonLineError`.
 */
export function readLinedJson(text: string): LinedJson {
  const reader = new Reader(text);
  const value = reader.document();
  return {
    value,
    lineOf: (path) => {
      for (let length = path.length; length > 0; length--) {
        const line = reader.lines.get(path.slice(0, length).map(String).join('.'));
        if (line !== undefined) return line;
      }
      return 1;
    },
  };
}

class Reader {
  readonly lines = new Map<string, number>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    const value = this.#value('', 0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail('there is something after the end');
    return value;
  }

  #value(path: string, depth: number): unknown {
    if (depth > deepest) this.#fail('it is nested too deeply');
    this.#space();
    if (path !== '' && !this.lines.has(path)) this.lines.set(path, this.#line());
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(path, depth);
      case '[':
        return this.#array(path, depth);
      case undefined:
        return this.#fail('it ends too early');
      default:
        return this.#scalar();
    }
  }

  #object(path: string, depth: number): unknown {
    const members: [string, unknown][] = [];
    this.#at += 1;
    if (this.#takes('}')) return {};
    for (;;) {
      this.#space();
      if (this.#text[this.#at] !== '"') this.#fail('a key in double quotes is missing');
      const line = this.#line();
      const key = String(this.#scalar());
      if (members.some(([known]) => known.toLowerCase() === key.toLowerCase()))
        this.#fail(`"${key.slice(0, 40)}" stands twice`);
      if (key === '__proto__') this.#fail('"__proto__" is not a key');
      const inner = path === '' ? key : `${path}.${key}`;
      this.lines.set(inner, line);
      if (!this.#takes(':')) this.#fail(`":" is missing after "${key.slice(0, 40)}"`);
      members.push([key, this.#value(inner, depth + 1)]);
      if (this.#takes('}')) return Object.fromEntries(members);
      if (!this.#takes(',')) this.#fail('"," or "}" is missing');
    }
  }

  #array(path: string, depth: number): unknown[] {
    const items: unknown[] = [];
    this.#at += 1;
    if (this.#takes(']')) return items;
    for (;;) {
      items.push(this.#value(path === '' ? String(items.length) : `${path}.${items.length}`, depth + 1));
      if (this.#takes(']')) return items;
      if (!this.#takes(',')) this.#fail('"," or "]" is missing');
    }
  }

  #scalar(): unknown {
    const token = /"(?:[^"\\\n]|\\.)*"|[^\s,:[\]{}"]+/y;
    token.lastIndex = this.#at;
    const found = token.exec(this.#text)?.[0];
    if (found === undefined)
      return this.#fail(this.#text[this.#at] === '"' ? 'a text has no end' : 'a value is missing');
    try {
      const value: unknown = JSON.parse(found);
      this.#at += found.length;
      return value;
    } catch {
      return this.#fail(`${found.slice(0, 40)} is not a JSON value`);
    }
  }

  #takes(mark: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #line(): number {
    return this.#text.slice(0, this.#at).split('\n').length;
  }

  #fail(message: string): never {
    throw new JsonLineError(message, this.#line());
  }
}
