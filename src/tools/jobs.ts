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
      if (job.kind !== tool.kind) throw otherTool(tool, job);
      const { operation: _name, dry_run, ...rest } = args;
      const odd = Object.keys(rest).filter((key) => key !== place(job.kind));
      if (odd.length > 0) throw misplaced(job, odd);
      const given = objectAt(args, place(job.kind));
      return job.call({ ...given, ...(dry_run === undefined ? {} : { dry_run }) }, context);
    },
  };
}

/** The job of this name. */
export function jobNamed(jobs: readonly AnyTool[], name: unknown): AnyTool | undefined {
  return typeof name === 'string' ? jobs.find((job) => job.name === name.trim()) : undefined;
}

/** The jobs that do what one of these operations is a part of; those for the first operation come first. */
export function jobsFor(jobs: readonly AnyTool[], operations: readonly string[]): readonly AnyTool[] {
  const found = operations.flatMap((id) => jobs.filter(({ job }) => job !== undefined && belongs(job, id)));
  return [...new Set(found)];
}

/** Most jobs that an answer about operations names. */
const shown = 3;

/**
 * The jobs, beside the operations that were found: by name those that are listed, and what they are for and how to learn
 * their arguments for the others.
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
        return `The whole job: ${job.name} – ${what} Arguments: asc_describe_operation {"operation":"${job.name}"}.`;
      }),
  ];
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

/** How the general tool of its kind calls it; with arguments that somebody gave it, the call as it has to be made. */
export function callOf(job: AnyTool, args?: unknown): string {
  const given = isObject(args) ? JSON.stringify(args) : '';
  const shown = given !== '' && given.length <= longestCall ? given : '{…}';
  return `asc_${job.kind} {"operation":"${job.name}","${place(job.kind)}":${shown}}`;
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

function otherTool(tool: AnyTool, job: AnyTool): AscError {
  return notAsked('wrong_tool', `${tool.name} does not do ${job.name}.`, `${callOf(job)} does.`);
}

function misplaced(job: AnyTool, odd: readonly string[]): AscError {
  return notAsked(
    'illegal_arguments',
    `${job.name} was not called: its arguments belong into ${place(job.kind)}, not beside it (${odd.join(', ').slice(0, 200)}).`,
    `asc_describe_operation {"operation":"${job.name}"} lists them.`,
  );
}
