import type { Command } from 'commander';
import { ConfigError, userFolder } from '../config.ts';
import { clockTime } from '../guard/approval/desk.ts';
import { findServers } from '../guard/approval/rendezvous.ts';
import { approveInTerminal, type Console } from '../guard/approval/terminal.ts';
import { Pin, pinFault, pinLength } from '../guard/pin.ts';
import { openTerminal } from './terminal.ts';

/** Adds `approve [plan]` to the command. */
export function registerApprove(command: Command): void {
  command
    .command('approve')
    .description('see which changes wait for your approval, and approve or decline them')
    .argument('[plan]', 'id of a plan, or its beginning')
    .option('--set-pin', 'choose the approval PIN, or another one')
    .action(async (plan: string | undefined, flags: { setPin?: boolean }) => {
      const person = openTerminal();
      if (flags.setPin === true) {
        await choosePin(new Pin(userFolder()), person);
        return;
      }
      const ending = await approveInTerminal(await findServers(userFolder()), person, plan);
      if (ending !== 'approved') process.exitCode = 1;
    });
}

/** Sets a PIN; another one only for who knows the present one. Throws `ConfigError` with what is wrong. */
export async function choosePin(pin: Pin, person: Console): Promise<void> {
  const state = await pin.state();
  if (state.kind === 'locked')
    throw new ConfigError(`Too many wrong PINs. Try again after ${clockTime(state.until)}.`);
  const current = state.kind === 'set' ? await person.ask('Present PIN: ', { hidden: true }) : undefined;
  if (state.kind === 'set' && (current === undefined || current === ''))
    throw new ConfigError('Nothing was changed.');
  const chosen = await person.ask(`New PIN (${pinLength} or more digits or letters): `, { hidden: true });
  if (chosen === undefined) throw new ConfigError('Nothing was changed.');
  const fault = pinFault(chosen);
  if (fault !== undefined) throw new ConfigError(fault);
  if ((await person.ask('The same PIN again: ', { hidden: true })) !== chosen)
    throw new ConfigError('The two PINs are not the same. Nothing was changed.');
  const set = await pin.setPin(chosen, current);
  if (set.kind === 'locked')
    throw new ConfigError(`Too many wrong PINs. Try again after ${clockTime(set.until)}.`);
  if (set.kind !== 'right') throw new ConfigError('That is not the present PIN. Nothing was changed.');
  person.write('The PIN is set. Never tell it to your assistant.');
}
