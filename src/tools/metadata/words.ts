/** Words that have no business in a store text. None of them is wrong for certain: a person may say so. */
export interface WordRule {
  readonly id: string;
  readonly pattern: RegExp;
  readonly says: string;
  readonly source: string;
}

/** Sources: App Review Guidelines 2.1, 2.3.7 and 2.3.10 and what reviewers are reported to refuse; read 2026-11. */
export const wordRules: readonly WordRule[] = [
  {
    id: 'lorem',
    pattern: /\blorem ipsum\b|\bdolor sit amet\b/iu,
    says: 'holds filler text',
    source: 'Guideline 2.1: final texts only',
  },
  {
    id: 'todo',
    pattern: /\b(TODO|FIXME|TBD|XXX)\b/u,
    says: 'holds a note to oneself',
    source: 'Guideline 2.1: final texts only',
  },
  {
    id: 'placeholder',
    pattern: /\{\{[^}]*\}\}|<%[^%]*%>|\[(your|insert|app name|company)\b[^\]]*\]|%\d?\$?[@s]/iu,
    says: 'holds a placeholder that nobody filled in',
    source: 'Guideline 2.1: final texts only',
  },
  {
    id: 'markup',
    pattern: /<\/?(b|i|u|p|br|a|ul|li|strong|em|h[1-6])(\s[^>]*)?\/?>/iu,
    says: 'holds HTML, which the store shows as it is written',
    source: 'App Store Connect Help: plain text with line breaks',
  },
  {
    id: 'platform',
    pattern: /\b(android|google play|play store|windows phone|galaxy store|huawei appgallery)\b/iu,
    says: 'names another platform',
    source: 'Guideline 2.3.10',
  },
  {
    id: 'beta',
    pattern: /\b(beta version|test version|work in progress|coming soon)\b/iu,
    says: 'speaks of something unfinished',
    source: 'Guidelines 2.1 and 2.2',
  },
];
