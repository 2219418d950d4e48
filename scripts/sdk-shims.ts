/**
 * What the bundle has in place of the SDK's own choice for Node (`@modelcontextprotocol/server/_shims`, 2.4.0): there,
 * Ajv checks what people fill into forms, and is compiled and set up at each start for it. The SDK's smaller validator
 * does the same for our forms (plain strings and choices) at an eighth of the size.
 */
export { default as process } from 'node:process';
export { CfWorkerJsonSchemaValidator as DefaultJsonSchemaValidator } from '@modelcontextprotocol/server/validators/cf-worker';
