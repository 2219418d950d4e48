/** A process that uploads one file as a review attachment; tests kill it. Arguments: JSON of facts, file, parent. */
import { assetKinds } from '../../src/catalog/uploads.ts';
import { upload } from '../../src/tools/media/upload.ts';
import { type ContextFacts, uploadWorld } from './upload-context.ts';

interface Task {
  readonly facts: ContextFacts;
  readonly file: string;
  readonly detail: string;
}

const task: Task = JSON.parse(process.argv[2] ?? '{}');
const kind = assetKinds.get('AppStoreReviewAttachment');
if (kind === undefined) throw new Error('The table has no review attachments.');
const { context, uploads, close } = await uploadWorld(task.facts);
const before = process.resourceUsage().maxRSS;
const file = await uploads.files.copy(task.file, context.signal);
const parent = { relationship: 'appStoreReviewDetail', id: task.detail };
const id = await upload(context, uploads, { kind, parent, file });
await file.dispose();
await close();
process.stdout.write(JSON.stringify({ id, peakKb: process.resourceUsage().maxRSS, startKb: before }));
