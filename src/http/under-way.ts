import type { IncomingMessage, ServerResponse } from 'node:http';

/** The requests that are being answered, so that a server that is told to stop knows when it may. */
export class UnderWay {
  readonly #answers = new Set<ServerResponse>();
  #stopping = false;
  #drained: () => void = () => {};

  /** The server has been told to stop: nothing new is begun. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Counts an answer until it is over. A client that only listens for news waits for ever, and nobody waits for it. */
  began(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers['mcp-method'] === 'subscriptions/listen') return;
    this.#answers.add(response);
    response.once('close', () => {
      this.#answers.delete(response);
      if (this.#stopping && this.#answers.size === 0) this.#drained();
    });
  }

  /** Begins to stop. Resolves when everything that was begun is answered, or after so many milliseconds. */
  drain(grace: number): Promise<void> {
    this.#stopping = true;
    // Connections are kept open for further requests; of these there will be none here.
    for (const response of this.#answers)
      if (!response.headersSent) response.setHeader('connection', 'close');
    if (this.#answers.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drained = resolve;
      setTimeout(resolve, grace).unref();
    });
  }
}
