/** Apple's form of an id for what is created together with the main object (code ENTITY_ERROR.INCLUDED.INVALID_ID). */
export function inlineId(name: string): string {
  return `\${${name}}`;
}
