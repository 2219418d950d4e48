/** `ok`; worth knowing; or something does not work. */
export type Level = 'ok' | 'note' | 'fault';

/** One thing that the doctor found, with what to do about it where there is something to do. */
export interface Finding {
  readonly check: string;
  readonly level: Level;
  readonly text: string;
  readonly remedy?: string;
}

/** What a check says; its name is put in front by the table. */
export type Found = Omit<Finding, 'check'>;

export const ok = (text: string): Found => ({ level: 'ok', text });
export const note = (text: string, remedy?: string): Found => ({ level: 'note', text, ...advice(remedy) });
export const fault = (text: string, remedy?: string): Found => ({ level: 'fault', text, ...advice(remedy) });

function advice(remedy: string | undefined): { readonly remedy?: string } {
  return remedy === undefined ? {} : { remedy };
}
