import { isUtf8 } from 'node:buffer';
import { isJSONRPCNotification, isJSONRPCRequest, isJSONRPCResponse } from '@modelcontextprotocol/server';
import { isObject } from './catalog/json.ts';

/** What may name a request. `null` stands for one that could not be told. */
export type FrameId = string | number | null;

/** Why a frame is not taken. Without `id` it is only noted: an answer is never answered, or two peers would never end. */
export interface FrameFault {
  readonly code: typeof parseError | typeof invalidRequest;
  readonly message: string;
  readonly id?: FrameId;
}

/** Codes of JSON-RPC 2.0 (section 5.1). */
export const parseError = -32700;
export const invalidRequest = -32600;

/**
 * What is wrong with the bytes of one frame; `undefined` when there is nothing. Frames that two readers could take for
 * two different things (a key that stands twice, bytes that are no UTF-8) are wrong as well: a person must not be shown
 * one and Apple be sent the other. What is no request is answered under `null`, a request that is not run under its id.
 */
export function frameFault(bytes: Buffer): FrameFault | undefined {
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { code: parseError, message: 'Parse error: this line is no JSON.', id: null };
  }
  const wrong = misshapen(value);
  if (wrong !== undefined) {
    const fault = { code: invalidRequest, message: `Invalid request: ${wrong}.` } as const;
    return isAnswer(value) ? fault : { ...fault, id: null };
  }
  const to = isAnswer(value) ? {} : { id: idOf(value) };
  if (!isUtf8(bytes))
    return { code: parseError, message: 'Parse error: this line is not UTF-8 throughout.', ...to };
  const twice = repeatedKey(text);
  return twice === undefined
    ? undefined
    : {
        code: invalidRequest,
        message: `Invalid request: ${JSON.stringify(twice.slice(0, 80))} stands twice in one object.`,
        ...to,
      };
}

/**
 * The first key that an object of this text has twice; `undefined` when there is none. Readers of JSON differ in which
 * of the two they keep (RFC 8259, section 4). Whether the text is JSON at all, its parser says.
 */
export function repeatedKey(text: string): string | undefined {
  // The keys of each object that is open; an array that is open has none.
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys !== undefined && isKey(text, end)) {
        const key = unescaped(text.slice(at, end + 1));
        if (keys.has(key)) return key;
        keys.add(key);
      }
      at = end;
    }
  }
  return undefined;
}

/** The quotation mark that ends the string that begins at `start`: the next with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text[before] === '\\') before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (text[next] === ' ' || text[next] === '\t' || text[next] === '\r') next += 1;
  return text[next] === ':';
}

/** The same key can be written in several ways: `"a"`, `"\u0061"`. */
function unescaped(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

/** What keeps this from being a message of the protocol; the SDK has the last word, since it reads what we let through. */
function misshapen(value: unknown): string | undefined {
  if (isJSONRPCRequest(value) || isJSONRPCNotification(value) || isJSONRPCResponse(value)) return undefined;
  if (Array.isArray(value)) return 'this is a list; each line is one message';
  if (!isObject(value)) return 'this is no object';
  if (value['jsonrpc'] !== '2.0') return '"jsonrpc" is not "2.0"';
  if ('id' in value && idOf(value) === null) return '"id" is neither a string nor a whole number';
  if (!isAnswer(value) && typeof value['method'] !== 'string') return '"method" is no string';
  return 'it has members of another kind than JSON-RPC and MCP give them';
}

/** Meant as the answer to something that we asked. */
function isAnswer(value: unknown): boolean {
  return isObject(value) && !('method' in value) && ('result' in value || 'error' in value);
}

function idOf(value: unknown): FrameId {
  const id = isObject(value) ? value['id'] : undefined;
  return typeof id === 'string' || (typeof id === 'number' && Number.isInteger(id)) ? id : null;
}
