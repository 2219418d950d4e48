import { spawnSync } from 'node:child_process';

/** Under which the secrets of this program stand in a keychain. */
const service = 'app-store-connect-mcp';

/** How a keychain of a system is spoken to: secrets go over stdin, never as an argument that others can see. */
interface Keychain {
  readonly name: string;
  readonly store: (account: string, secret: string) => Command;
  readonly read: (account: string) => Command;
}

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly input?: string;
}

/** `security` is macOS's own; `secret-tool` comes with libsecret and speaks to GNOME Keyring and KWallet. */
const keychains: Readonly<Partial<Record<NodeJS.Platform, Keychain>>> = {
  darwin: {
    name: "macOS's keychain",
    // -i takes commands from stdin, so that the secret is in no list of processes.
    store: (account, secret) => ({
      command: 'security',
      args: ['-i'],
      input: `add-generic-password -U -s ${service} -a ${account} -w ${hex(secret)}\n`,
    }),
    read: (account) => ({
      command: 'security',
      args: ['find-generic-password', '-s', service, '-a', account, '-w'],
    }),
  },
  linux: {
    name: "the desktop's keyring",
    store: (account, secret) => ({
      command: 'secret-tool',
      args: ['store', '--label', `App Store Connect key ${account}`, 'service', service, 'account', account],
      input: hex(secret),
    }),
    read: (account) => ({ command: 'secret-tool', args: ['lookup', 'service', service, 'account', account] }),
  },
};

/** As hexadecimal digits a secret has no quotes, spaces or line ends that a command could take for its own. */
function hex(secret: string): string {
  return Buffer.from(secret).toString('hex');
}

/** Longest wait, milliseconds: a person may have to unlock the keychain. */
const patience = 60_000;

/** What the keychain of this system is called; `undefined` where there is none, or nothing to speak to it with. */
export function keychainName(platform: NodeJS.Platform = process.platform): string | undefined {
  const keychain = keychains[platform];
  if (keychain === undefined) return undefined;
  const { error } = spawnSync(keychain.read('').command, ['--help'], { stdio: 'ignore', timeout: patience });
  return error === undefined ? keychain.name : undefined;
}

/** Keeps a key; `false` when the keychain did not take it. */
export function keepInKeychain(
  keyId: string,
  secret: string,
  platform: NodeJS.Platform = process.platform,
): boolean {
  const keychain = keychains[platform];
  if (keychain === undefined || run(keychain.store(keyId, secret)) === undefined) return false;
  // Only what can be read again was kept.
  return readFromKeychain(keyId, platform) === secret;
}

/** A key that was kept; `undefined` when there is none, or nobody let it be read. */
export function readFromKeychain(
  keyId: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const keychain = keychains[platform];
  const found = keychain === undefined ? undefined : run(keychain.read(keyId))?.trim();
  return found === undefined || !/^(?:[0-9a-f]{2})+$/.test(found)
    ? undefined
    : Buffer.from(found, 'hex').toString();
}

function run({ command, args, input }: Command): string | undefined {
  const { status, stdout, error } = spawnSync(command, [...args], {
    input: input ?? '',
    encoding: 'utf8',
    timeout: patience,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return error === undefined && status === 0 ? stdout : undefined;
}
