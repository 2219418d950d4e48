import { connect, type Socket } from 'node:net';

/** A connection on which a test writes whatever it likes. */
export interface Wire {
  readonly socket: Socket;
  /** Everything that came back so far. */
  said(): string;
  /** Resolves with everything once it holds `text`, or the other side hung up. */
  until(text: string): Promise<string>;
  /** Resolves with everything once the other side hung up. */
  readonly ended: Promise<string>;
}

export function wire(url: string, ...parts: readonly string[]): Wire {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let said = '';
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const one of waiting) one();
  };
  socket.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    wake();
  });
  socket.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(said)));
  void ended.then(wake);
  for (const part of parts) socket.write(part);
  return {
    socket,
    said: () => said,
    until: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!said.includes(text) && !socket.closed) return;
          waiting.delete(look);
          resolve(said);
        };
        waiting.add(look);
        look();
      }),
    ended,
  };
}
