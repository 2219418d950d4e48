/** The document with what stands between its markers `<!-- NAME:start -->` and `<!-- NAME:end -->` replaced. Throws when they are not there once. */
export function withPart(document: string, name: string, text: string): string {
  const start = `<!-- ${name}:start -->`;
  const end = `<!-- ${name}:end -->`;
  const [before, rest] = halves(document, start);
  const [, after] = halves(rest, end);
  return `${before}${start}\n${text}\n${end}${after}`;
}

function halves(text: string, marker: string): readonly [string, string] {
  const at = text.indexOf(marker);
  if (at < 0 || text.includes(marker, at + 1))
    throw new Error(`The marker ${marker} must stand in the document once.`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}
