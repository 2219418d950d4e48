/** Opens the approval page in the person's browser. The address goes to the browser and nowhere else. */
import { spawn } from 'node:child_process';

export interface BrowserOptions {
  readonly platform?: NodeJS.Platform;
  /** Linux: X11 or Wayland is there. */
  readonly display?: boolean;
  /** A command of the user's, as in the variable BROWSER: words, `%s` for the address. No shell reads it. */
  readonly browser?: string;
  /** For tests: how programs are started. */
  readonly launch?: Launch;
}

/** Starts a program; true when it ended well or still runs. */
export type Launch = (file: string, args: readonly string[]) => Promise<boolean>;

/** Programs that have not failed by then are taken to have worked; some stay as long as the browser. */
const settledMs = 3_000;

/** True when a browser was started. Never throws. */
export async function openBrowser(url: string, options: BrowserOptions = {}): Promise<boolean> {
  if (!/^http:\/\/127\.0\.0\.1:\d{1,5}\/p\/[A-Za-z0-9_-]+$/.test(url)) return false;
  const command = opener(url, options);
  return command === undefined ? false : (options.launch ?? launch)(command.file, command.args);
}

function opener(
  url: string,
  { platform = process.platform, display = false, browser = '' }: BrowserOptions,
): { file: string; args: string[] } | undefined {
  const [file, ...args] = browser.split(/\s+/).filter((word) => word !== '');
  if (file !== undefined)
    return {
      file,
      args: args.includes('%s') ? args.map((word) => (word === '%s' ? url : word)) : [...args, url],
    };
  if (platform === 'darwin') return { file: '/usr/bin/open', args: [url] };
  if (platform === 'win32') return { file: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  return display ? { file: 'xdg-open', args: [url] } : undefined;
}

function launch(file: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      // Nothing of it may reach our stdout, which is the protocol.
      const child = spawn(file, args, { shell: false, stdio: 'ignore', detached: true, windowsHide: true });
      const timer = setTimeout(() => resolve(true), settledMs);
      const end = (ok: boolean): void => {
        clearTimeout(timer);
        resolve(ok);
      };
      child.on('error', () => end(false));
      child.on('exit', (code) => end(code === 0));
      child.unref();
    } catch {
      resolve(false);
    }
  });
}
