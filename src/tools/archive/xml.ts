import { SaxesParser } from 'saxes';

/** An element of a small XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own characters, without those of its children. */
  readonly text: string;
}

interface Open extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/** What installers and property lists of apps never come near. */
const mostElements = 100_000;
const deepest = 64;

/**
 * The root of a document that is held in memory. No entities but the five of XML, no document types: nothing is
 * expanded, nothing is fetched. Throws on what is not well-formed, too deep or too long.
 */
export function parseXml(source: string): XmlElement {
  const parser = new SaxesParser();
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  const characters = (text: string): void => {
    const current = open.at(-1);
    if (current !== undefined) current.text += text;
  };
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('text', characters);
  parser.on('cdata', characters);
  parser.on('opentag', ({ name, attributes }) => {
    elements += 1;
    if (elements > mostElements || open.length >= deepest) throw new Error('The XML is too large.');
    const element: Open = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(source).close();
  if (root === undefined) throw new Error('The XML is empty.');
  return root;
}

/** Every element of a name below, in the order of the document. */
export function elementsNamed(root: XmlElement, name: string): readonly XmlElement[] {
  const own = root.name === name ? [root] : [];
  return [...own, ...root.children.flatMap((child) => elementsNamed(child, name))];
}
