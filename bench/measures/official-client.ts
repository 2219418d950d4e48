import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { type Command, textOf } from '../stdio-client.ts';

/** A server behind the SDK's own client. */
export interface OfficialClient {
  /** The text of a tool's answer; throws it when the tool failed. */
  call(name: string, args: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

export async function officialClient(command: Command): Promise<OfficialClient> {
  const client = new Client({ name: 'bench', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [command.file],
      env: { PATH: process.env['PATH'] ?? '', ...command.env },
    }),
  );
  return {
    call: async (name, args) => textOf(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}
