/** Longest line that is shown: some clients keep everything in one. */
const longest = 160;

/**
 * Lines that go (`- `) and come (`+ `) between two texts, with the lines around them; nothing where they are equal. What
 * looks like a secret of another entry is not shown.
 */
export function changedLines(before: string, after: string): readonly string[] {
  if (before === after) return [];
  const [old, now] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail += 1;
  const around = 2;
  return [
    ...now.slice(Math.max(0, head - around), head).map((line) => `  ${shown(line)}`),
    ...old.slice(head, old.length - tail).map((line) => `- ${shown(line)}`),
    ...now.slice(head, now.length - tail).map((line) => `+ ${shown(line)}`),
    ...now.slice(now.length - tail, now.length - tail + around).map((line) => `  ${shown(line)}`),
  ];
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** `"API_TOKEN": "…"` in JSON, `API_TOKEN = "…"` in TOML. */
const secret = /((?:key|token|secret|password|auth)\w*"?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?)/gi;

function shown(line: string): string {
  const safe = line
    .replace(/\r$/, '')
    .replace(secret, '$1"…"')
    .replace(/(?!\t)\p{Cc}/gu, '');
  return safe.length <= longest ? safe : `${safe.slice(0, longest)}…`;
}
