/** The first of many words and how many more there are: `DEU, FRA and 3 more`. */
export function listed(all: readonly string[], most: number, between = ', '): string {
  const rest = all.length - most;
  return `${all.slice(0, most).join(between)}${rest > 0 ? ` and ${rest} more` : ''}`;
}
