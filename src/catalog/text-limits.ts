/** A limit of a text, in characters (code points). */
interface TextLimit {
  readonly most: number;
  readonly source: string;
}

const reports = 'limits as Apple enforces them, 2026-11-22';

/** Longest texts by attribute. */
export const textLimits = {
  name: { most: 30, source: reports },
  subtitle: { most: 30, source: reports },
  description: { most: 4000, source: reports },
  whatsNew: { most: 4000, source: reports },
  promotionalText: { most: 170, source: reports },
  keywords: { most: 100, source: `${reports}; the help says bytes, a live test took 100 characters` },
  notes: { most: 4000, source: reports },
} as const satisfies { readonly [attribute: string]: TextLimit };
