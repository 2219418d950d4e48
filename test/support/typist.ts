import { spawn, spawnSync } from 'node:child_process';

/** Whether this machine can open a terminal for a test. */
export const hasTerminal = spawnSync('python3', ['-c', 'import pty']).status === 0;

/** Types each line when its prompt is there, as a person would, and prints what the terminal showed. */
const typist = `
import os, pty, sys, json, select, time
script = json.loads(sys.argv[1]); argv = sys.argv[2:]
pid, fd = pty.fork()
if pid == 0: os.execvp(argv[0], argv)
out = b''; seen = 0; end = time.time() + 20
while time.time() < end:
    if select.select([fd], [], [], 0.1)[0]:
        try: data = os.read(fd, 4096)
        except OSError: break
        if not data: break
        out += data
    if script and script[0][0].encode() in out[seen:]:
        seen = len(out); time.sleep(0.15); os.write(fd, (script.pop(0)[1] + '\\r').encode())
else: os.kill(pid, 9)
sys.stdout.buffer.write(out)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** What is typed: when this text is on the screen, that line. */
export type Typed = readonly (readonly [prompt: string, line: string])[];

/** Runs a command in a real terminal; everything that it showed, and how it ended. */
export function inTerminal(
  script: Typed,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve) => {
    const child = spawn('python3', ['-c', typist, JSON.stringify(script), ...command], {
      env: { PATH: process.env['PATH'] ?? '', TERM: 'dumb', ...environment },
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('close', (code) => resolve({ code, text }));
  });
}
