import { ascApplyPlan } from './asc-apply-plan.ts';
import { ascCheckRelease } from './asc-check-release.ts';
import { ascControlRelease } from './asc-control-release.ts';
import { ascCreate } from './asc-create.ts';
import { ascDelete } from './asc-delete.ts';
import { ascDescribeOperation } from './asc-describe-operation.ts';
import { ascDistributeBuild } from './asc-distribute-build.ts';
import { ascFindOperations } from './asc-find-operations.ts';
import { ascManageTesters } from './asc-manage-testers.ts';
import { ascPrepareRelease } from './asc-prepare-release.ts';
import { ascPullMetadata } from './asc-pull-metadata.ts';
import { ascPushMetadata } from './asc-push-metadata.ts';
import { ascRead } from './asc-read.ts';
import { ascReleaseStatus } from './asc-release-status.ts';
import { ascStatus } from './asc-status.ts';
import { ascSubmitForReview } from './asc-submit-for-review.ts';
import { ascSyncMedia } from './asc-sync-media.ts';
import { ascTestflightStatus } from './asc-testflight-status.ts';
import { ascUpdate } from './asc-update.ts';
import type { AnyTool } from './define.ts';
import type { GeneralTools } from './toolsets/index.ts';

/** Every tool of the default list, in the order in which clients see them. A new tool is added here and nowhere else. */
export const tools: readonly AnyTool[] = [
  ascStatus,
  ascFindOperations,
  ascDescribeOperation,
  ascRead,
  ascCreate,
  ascUpdate,
  ascDelete,
  ascApplyPlan,
  ascReleaseStatus,
  ascCheckRelease,
  ascPrepareRelease,
  ascSubmitForReview,
  ascControlRelease,
  ascPullMetadata,
  ascPushMetadata,
  ascSyncMedia,
  ascTestflightStatus,
  ascDistributeBuild,
  ascManageTesters,
];

/** What typed tools call, by what they do. */
export const generalTools: GeneralTools = {
  read: ascRead,
  create: ascCreate,
  update: ascUpdate,
  delete: ascDelete,
};

/** What this configuration may use: the rest is not listed, rather than refused. */
export function listedTools(readOnly: boolean): readonly AnyTool[] {
  return readOnly ? tools.filter((tool) => tool.kind === 'read') : tools;
}
