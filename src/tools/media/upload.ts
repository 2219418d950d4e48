import { type JsonObject, objectAt, stringAt } from '../../catalog/json.ts';
import type { AssetKind } from '../../catalog/uploads.ts';
import { AscError } from '../../client/errors.ts';
import { fitsKey, readSiblings } from '../../guard/existing.ts';
import type { UploadFile } from '../../guard/upload-file.ts';
import type { UploadJournal } from '../../guard/upload-journal.ts';
import type { ToolContext } from '../context.ts';
import { change } from '../write/change.ts';
import { type Change, prepare } from '../write/prepare.ts';
import { deliveryOf, readAsset } from './delivery.ts';
import type { Uploads } from './uploads.ts';

/** A file on its way into an object of the API. */
export interface Asset {
  readonly kind: AssetKind;
  /** Relationship → id of what it belongs to; absent for kinds that belong to nothing. */
  readonly parent?: { readonly relationship: string; readonly id: string };
  /** Attributes of the reservation beside name and size. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly file: UploadFile;
  /** A reservation that waits for exactly this file already. */
  readonly adopt?: string | undefined;
  /** Its parent takes one such file, and the file cannot be deleted alone: what expired is thrown as `upload_expired`. */
  readonly single?: true;
}

/** Called with bytes that have been taken, also those of an earlier run. */
export type OnBytes = (bytes: number) => void;

/**
 * Reserves, sends the parts, commits. Goes on where an earlier run stopped: the same reservation, without the parts
 * that were accepted. One that failed or expired is deleted and made anew, once. The id of the committed object.
 */
export async function upload(
  context: ToolContext,
  uploads: Uploads,
  asset: Asset,
  onBytes: OnBytes = () => {},
): Promise<string> {
  const delivered = await deliver(context, uploads, asset, onBytes);
  if (!delivered.committed) await commit(context, asset, delivered.id);
  await delivered.end();
  return delivered.id;
}

/** A reservation all of whose bytes Apple has. */
export interface Delivered {
  readonly id: string;
  /** An earlier run committed it. */
  readonly committed: boolean;
  /** Forgets how far it got; to be called once it is committed. */
  end(): Promise<void>;
}

/** All of `upload` but the commit, for files whose commit a person is asked about. */
export async function deliver(
  context: ToolContext,
  uploads: Uploads,
  asset: Asset,
  onBytes: OnBytes = () => {},
): Promise<Delivered> {
  const { kind, file, parent } = asset;
  const journal = await uploads.journal({
    resource: kind.resource,
    parent: parent?.id ?? '',
    fileName: file.name,
    sha256: file.sha256,
  });
  const end = (): Promise<void> => journal.end();
  if (journal.reservation === undefined && asset.adopt !== undefined) await journal.begin(asset.adopt);
  for (let attempt = 1; ; attempt += 1) {
    const { id, committed, operations } = await reservationOf(context, asset, journal);
    if (committed) return { id, committed, end };
    try {
      await sendParts(context, uploads, asset, journal, operations, onBytes);
      return { id, committed, end };
    } catch (error) {
      const gone = error instanceof AscError && error.code === 'upload_expired';
      if (!gone || attempt > 1) throw error;
      await journal.end();
      if (asset.single === true) throw error;
      await discard(context, kind, id);
    }
  }
}

async function sendParts(
  context: ToolContext,
  uploads: Uploads,
  { file }: Asset,
  journal: UploadJournal,
  operations: unknown,
  onBytes: OnBytes,
): Promise<void> {
  const parts = uploads.engine.parts(operations, file.size);
  const accepted = journal.accepted(parts);
  for (const part of parts) if (accepted.has(part.index)) onBytes(part.length);
  await uploads.engine.send({
    parts,
    file: file.handle,
    accepted: new Set(accepted),
    signal: context.signal,
    onAccepted: (part) => {
      journal.accept(part.index);
      onBytes(part.length);
    },
  });
}

interface Reservation {
  readonly id: string;
  readonly committed: boolean;
  readonly operations: unknown;
}

/** That of the earlier run, read anew (its addresses are never kept), or a new one. */
async function reservationOf(
  context: ToolContext,
  asset: Asset,
  journal: UploadJournal,
): Promise<Reservation> {
  const { kind } = asset;
  const known = journal.reservation;
  const found = known === undefined ? undefined : await readAsset(context, kind, known);
  if (known !== undefined && found !== undefined) {
    const { state } = deliveryOf(kind, found);
    const { uploadOperations } = objectAt(found, 'attributes');
    if (state !== kind.state.awaiting && !kind.state.failed.includes(state))
      return { id: known, committed: true, operations: undefined };
    if (state === kind.state.awaiting && Array.isArray(uploadOperations))
      return { id: known, committed: false, operations: uploadOperations };
    if (asset.single === true) {
      await journal.end();
      throw new AscError({
        code: 'upload_expired',
        message: `The reservation ${known} takes no bytes any more (${state}).`,
        outcome: 'rejected',
      });
    }
    await discard(context, kind, known);
  }
  const made = await reserve(context, asset);
  const id = stringAt(made, 'id') ?? '';
  await journal.begin(id);
  return { id, committed: false, operations: objectAt(made, 'attributes')['uploadOperations'] };
}

async function reserve(context: ToolContext, asset: Asset): Promise<JsonObject> {
  const { kind, file, parent, attributes } = asset;
  const wanted: Change = {
    operation: `${kind.operations}_createInstance`,
    attributes: { fileName: file.name, fileSize: file.size, ...attributes },
    ...(parent === undefined ? {} : { relationships: { [parent.relationship]: parent.id } }),
  };
  try {
    return objectAt(await change(context, 'create', wanted), 'data');
  } catch (error) {
    if (!(error instanceof AscError) || error.outcome !== 'unknown') throw error;
    const waiting = await waitingReservation(context, kind, wanted);
    if (waiting === undefined) throw error;
    return waiting;
  }
}

/**
 * The answer to a reservation was lost. One of the same name and size that waits in the same place does as well,
 * whoever made it: nothing of it is used but its addresses.
 */
async function waitingReservation(
  context: ToolContext,
  kind: AssetKind,
  wanted: Change,
): Promise<JsonObject | undefined> {
  const { client, catalog, signal } = context;
  const write = await prepare(context, 'create', wanted);
  const siblings = await readSiblings({ client, catalog, signal, verification: true }, write);
  const found = siblings?.objects.findLast(
    (object) =>
      fitsKey(siblings.key, write, object) && deliveryOf(kind, object).state === kind.state.awaiting,
  );
  return found === undefined ? undefined : readAsset(context, kind, stringAt(found, 'id') ?? '');
}

/** The update that says that all bytes are there. */
export function commitOf({ kind, file }: Asset, id: string): Change {
  return {
    operation: `${kind.operations}_updateInstance`,
    id,
    attributes: {
      uploaded: true,
      ...(kind.checksum === 'sourceFileChecksum' ? { sourceFileChecksum: file.md5 } : {}),
      ...(kind.checksum === 'sourceFileChecksums'
        ? { sourceFileChecksums: { file: { hash: file.md5, algorithm: 'MD5' } } }
        : {}),
    },
  };
}

async function commit(context: ToolContext, asset: Asset, id: string): Promise<void> {
  const { kind } = asset;
  const write = commitOf(asset, id);
  try {
    await change(context, 'update', write);
  } catch (error) {
    // Refused without a status: the answer was lost, and reading back said that it had not happened.
    const lost =
      error instanceof AscError &&
      (error.outcome === 'unknown' || (error.outcome === 'rejected' && error.status === undefined));
    if (!lost) throw error;
    // The state tells whether Apple has it. A second commit only where the first was not seen.
    const now = await readAsset(context, kind, id);
    if (now !== undefined && deliveryOf(kind, now).state === kind.state.awaiting)
      await change(context, 'update', write);
  }
}

/** Deletes what failed or expired, where that can be done without asking anybody; else it stays, and is in nobody's way. */
async function discard(context: ToolContext, kind: AssetKind, id: string): Promise<void> {
  if (!kind.removable || kind.shared === true) return;
  try {
    await change(context, 'delete', { operation: `${kind.operations}_deleteInstance`, id });
  } catch (error) {
    if (!(error instanceof AscError) || error.status !== 404) throw error;
  }
}
