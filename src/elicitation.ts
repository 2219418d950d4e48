import {
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type McpServer,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { isObject } from './catalog/json.ts';
import type { AskedState, Elicitation, Form, FormReply } from './tools/approve.ts';

/** Name of our one question within a request. */
const question = 'approval';

/**
 * The client's forms, on both protocol eras: the question is returned as a result, and the client (or the SDK on its
 * behalf) calls again with the reply and our signed state. A reply without our state is no reply.
 */
export function elicitationOf(
  mcp: McpServer,
  context: ServerContext,
  states: RequestStateCodec<AskedState>,
  trust: { distrusted: boolean },
): Elicitation<InputRequiredResult> {
  const reply = replyIn(context);
  return {
    usable: !trust.distrusted && showsForms(mcp, context),
    ...(reply === undefined ? {} : { reply }),
    ask: async (form, state) =>
      inputRequired({
        inputRequests: {
          [question]: inputRequired.elicit({ message: form.message, requestedSchema: schemaOf(form) }),
        },
        requestState: await states.mint(state, context),
      }),
    distrust: () => {
      trust.distrusted = true;
    },
  };
}

/** Form mode is declared by name, or by an empty object as it was before there were modes. */
function showsForms(mcp: McpServer, context: ServerContext): boolean {
  const envelope: unknown = context.mcpReq.envelope;
  const modern = isObject(envelope) ? envelope[CLIENT_CAPABILITIES_META_KEY] : undefined;
  const capabilities: unknown = modern ?? mcp.server.getClientCapabilities();
  const elicitation = isObject(capabilities) ? capabilities['elicitation'] : undefined;
  return (
    isObject(elicitation) && (elicitation['form'] !== undefined || Object.keys(elicitation).length === 0)
  );
}

function replyIn(context: ServerContext): { state: AskedState; form: FormReply } | undefined {
  const state: unknown = context.mcpReq.requestState();
  if (!isState(state)) return undefined;
  const view = inputResponse(context.mcpReq.inputResponses, question);
  if (view.kind !== 'elicit') return undefined;
  return { state, form: { action: view.action, content: view.content } };
}

function isState(value: unknown): value is AskedState {
  return (
    isObject(value) &&
    typeof value['plan'] === 'string' &&
    typeof value['digest'] === 'string' &&
    typeof value['call'] === 'string' &&
    typeof value['at'] === 'number'
  );
}

/** Written by hand: clients show plain strings and enums, and little else. Never empty, never with a default. */
function schemaOf(form: Form) {
  const property =
    form.choices === undefined
      ? { type: 'string' as const, title: form.title, minLength: 1, maxLength: 20 }
      : {
          type: 'string' as const,
          title: form.title,
          oneOf: form.choices.map(({ value, title }) => ({ const: value, title })),
        };
  return {
    type: 'object' as const,
    properties: { [form.property]: property },
    required: [form.property],
  };
}
