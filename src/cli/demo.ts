/** placeholder until the next step */
export async function demo(): Promise<void> {}
