import { isObject, objectAt } from '../catalog/json.ts';
import { belongs } from '../catalog/toolsets.ts';
import type { AscError } from '../client/errors.ts';
import { say } from './answer.ts';
import type { AnyTool } from './define.ts';
import { notAsked } from './refused.ts';

/** Where a general tool takes the arguments of a job. */
const place = (kind: AnyTool['kind']): 'params' | 'attributes' => (kind === 'read' ? 'params' : 'attributes');

/**
 * A general tool that also does the jobs of its kind that are not listed: `operation` names the job, `params` (to
 * read) or `attributes` (to change) are its arguments. So nothing is out of reach because a list has to be short.
 */
export function callingJobs(tool: AnyTool): AnyTool {
  return {
    ...tool,
    call: async (args, context) => {
      const job = isObject(args) ? jobNamed(context.jobs, args['operation']) : undefined;
      if (job === undefined || !isObject(args)) return tool.call(args, context);
      const { operation: _name, dry_run, ...rest } = args;
      if (job.kind !== tool.kind) throw otherTool(tool, job, rest);
      const odd = Object.keys(rest).filter((key) => key !== place(job.kind));
      if (odd.length > 0) throw misplaced(job, odd, rest);
      const given = objectAt(args, place(job.kind));
      return job.call({ ...given, ...(dry_run === undefined ? {} : { dry_run }) }, context);
    },
  };
}

/** The job of this name. */
export function jobNamed(jobs: readonly AnyTool[], name: unknown): AnyTool | undefined {
  return typeof name === 'string' ? jobs.find((job) => job.name === name.trim()) : undefined;
}

/**
 * The jobs that do what one of these operations is a part of; those for the first operation come first, and of these
 * the ones that read where it reads and change where it changes.
 */
export function jobsFor(
  jobs: readonly AnyTool[],
  operations: readonly { readonly id: string; readonly method: string }[],
): readonly AnyTool[] {
  const found = operations.flatMap(({ id, method }) => {
    const fitting = jobs.filter(({ job }) => job !== undefined && belongs(job, id));
    const alike = fitting.filter(({ kind }) => (kind === 'read') === (method === 'GET'));
    return [...alike, ...fitting.filter((job) => !alike.includes(job))];
  });
  return [...new Set(found)];
}

/** Most jobs that an answer about operations names. */
const shown = 3;

/**
 * The jobs, beside the operations that were found: by name those that are listed; what they are for, the call and its
 * arguments for the others.
 */
export function jobLines(jobs: readonly AnyTool[]): string[] {
  const some = jobs.slice(0, shown);
  const listed = some.filter(isListed).map(({ name }) => name);
  return [
    ...(listed.length === 0 ? [] : [`The whole job, with order and checks seen to: ${listed.join(', ')}`]),
    ...some
      .filter((job) => !isListed(job))
      .map((job) => {
        const [what = ''] = job.description.split(/(?<=\.)\s/);
        return `The whole job: ${job.name} – ${what} Call: ${callOf(job)} with ${argumentNames(job)}; asc_describe_operation explains them.`;
      }),
  ];
}

/** Names of the arguments, those that are required with a star, choices with their values. */
function argumentNames(job: AnyTool): string {
  const { properties, required } = job.schema();
  const names = Array.isArray(required) ? required : [];
  return Object.entries(isObject(properties) ? properties : {})
    .map(([name, schema]) => {
      const values = isObject(schema) ? schema['enum'] : undefined;
      const choices = Array.isArray(values) && names.includes(name) ? ` (${values.join('|')})` : '';
      return `${name}${names.includes(name) ? '*' : ''}${choices}`;
    })
    .join(', ');
}

/** What a job takes, for those who do not have it in their list. */
export function describeJob(job: AnyTool) {
  const { properties, required } = job.schema();
  const names = Array.isArray(required) ? required : [];
  const lines = Object.entries(isObject(properties) ? properties : {}).map(
    ([name, schema]) => `${name}${names.includes(name) ? '*' : ''}: ${typeText(schema)}${meaning(schema)}`,
  );
  return say(
    [
      `${job.name} · ${job.title}`,
      job.description,
      ...lines,
      isListed(job)
        ? 'Call it by its name.'
        : `Call: ${callOf(job)}, or list it with --toolsets ${job.job?.toolset}.`,
    ].join('\n'),
  );
}

/**
 * Our own lines with the calls of jobs that are not listed put as the general tools take them, so that a next step can
 * be taken as it stands: `asc_ci_status {"run":"…"}` → `asc_read {"operation":"asc_ci_status","params":{"run":"…"}}`.
 */
export function asCallable(text: string, jobs: readonly AnyTool[]): string {
  return jobs
    .filter((job) => !isListed(job) && text.includes(`${job.name} {`))
    .reduce((lines, job) => {
      const [before = '', ...calls] = lines.split(`${job.name} {`);
      return calls.reduce((done, rest) => {
        const end = endOfObject(rest);
        if (end === undefined) return `${done}${job.name} {${rest}`;
        const given = `{${rest.slice(0, end)}`;
        return `${done}${called(job, given)}${rest.slice(end)}`;
      }, before);
    }, text);
}

/** Tools that a server which only reads has, beside its jobs. */
const alwaysThere = ['asc_status', 'asc_find_operations', 'asc_describe_operation', 'asc_read'];

/** A next step that a server which only reads does not refuse: what it calls, if anything, is there. */
export function isForReaders(step: string, jobs: readonly AnyTool[]): boolean {
  return [...step.matchAll(/\b(asc_\w+) \{/g)].every(
    ([, name = '']) => alwaysThere.includes(name) || jobNamed(jobs, name) !== undefined,
  );
}

/** Where the object ends whose first brace is already read; undefined when it does not. */
function endOfObject(text: string): number | undefined {
  let depth = 1;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '\n') return undefined;
    if (sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === '{') depth += 1;
    else if (!quoted && sign === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** How the general tool of its kind calls it; with arguments that somebody gave it, the call as it has to be made. */
export function callOf(job: AnyTool, args?: unknown): string {
  const given = isObject(args) ? JSON.stringify(args) : '';
  return called(job, given !== '' && given.length <= longestCall ? given : '{…}');
}

function called(job: AnyTool, given: string): string {
  return `asc_${job.kind} {"operation":"${job.name}","${place(job.kind)}":${given}}`;
}

/** Characters of arguments that are written out once more. */
const longestCall = 1_000;

function isListed(job: AnyTool): boolean {
  return job.job?.toolset === undefined;
}

function meaning(schema: unknown): string {
  const text = isObject(schema) ? schema['description'] : undefined;
  return typeof text === 'string' ? ` – ${text}` : '';
}

/** The type as one reads it: `text`, one of some values, a list of either. */
function typeText(schema: unknown): string {
  if (!isObject(schema)) return 'any';
  const { enum: values, anyOf, items, type } = schema;
  if (Array.isArray(values)) return values.join(' | ');
  if (Array.isArray(anyOf)) return anyOf.map(typeText).join(' or ');
  if (type === 'array') return `list of ${typeText(items)}`;
  if (type === 'object' && isObject(schema['properties']))
    return `{${Object.keys(schema['properties']).join(', ')}}`;
  return typeof type === 'string' ? type : 'any';
}

function otherTool(tool: AnyTool, job: AnyTool, given: Given): AscError {
  return notAsked(
    'wrong_tool',
    `${tool.name} does not do ${job.name}.`,
    `${callOf(job, together(given))} does.`,
  );
}

function misplaced(job: AnyTool, odd: readonly string[], given: Given): AscError {
  return notAsked(
    'illegal_arguments',
    `${job.name} was not called: its arguments belong into ${place(job.kind)}, not beside it (${odd.join(', ').slice(0, 200)}).`,
    `${callOf(job, together(given))}; asc_describe_operation explains them.`,
  );
}

type Given = Readonly<Record<string, unknown>>;

/** What was given for the job, wherever it stood; undefined when nothing was. */
function together({ params, attributes, ...beside }: Given): Given | undefined {
  const all = {
    ...(isObject(params) ? params : {}),
    ...(isObject(attributes) ? attributes : {}),
    ...beside,
  };
  return Object.keys(all).length === 0 ? undefined : all;
}
