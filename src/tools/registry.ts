import { everything } from '../catalog/toolsets.ts';
import { ascApplyPlan } from './asc-apply-plan.ts';
import { ascCheckProduct } from './asc-check-product.ts';
import { ascCheckRelease } from './asc-check-release.ts';
import { ascCiStatus } from './asc-ci-status.ts';
import { ascControlRelease } from './asc-control-release.ts';
import { ascCreate } from './asc-create.ts';
import { ascCreateProduct } from './asc-create-product.ts';
import { ascDelete } from './asc-delete.ts';
import { ascDescribeOperation } from './asc-describe-operation.ts';
import { ascDistributeBuild } from './asc-distribute-build.ts';
import { ascFindOperations } from './asc-find-operations.ts';
import { ascGetPrices } from './asc-get-prices.ts';
import { ascGetReport } from './asc-get-report.ts';
import { ascListReviews } from './asc-list-reviews.ts';
import { ascManageOffers } from './asc-manage-offers.ts';
import { ascManagePeople } from './asc-manage-people.ts';
import { ascManageSandboxTesters } from './asc-manage-sandbox-testers.ts';
import { ascManageTesters } from './asc-manage-testers.ts';
import { ascManageWebhooks } from './asc-manage-webhooks.ts';
import { ascPrepareRelease } from './asc-prepare-release.ts';
import { ascPullMetadata } from './asc-pull-metadata.ts';
import { ascPushMetadata } from './asc-push-metadata.ts';
import { ascRead } from './asc-read.ts';
import { ascReleaseStatus } from './asc-release-status.ts';
import { ascReplyToReview } from './asc-reply-to-review.ts';
import { ascRunCiBuild } from './asc-run-ci-build.ts';
import { ascSetPrices } from './asc-set-prices.ts';
import { ascSetupSigning } from './asc-setup-signing.ts';
import { ascStatus } from './asc-status.ts';
import { ascSubmitForReview } from './asc-submit-for-review.ts';
import { ascSyncMedia } from './asc-sync-media.ts';
import { ascTestflightStatus } from './asc-testflight-status.ts';
import { ascUpdate } from './asc-update.ts';
import { ascUploadBuild } from './asc-upload-build.ts';
import type { AnyTool } from './define.ts';
import { callingJobs } from './jobs.ts';
import type { GeneralTools } from './toolsets/index.ts';

/** What typed tools call, by what they do; they also do the jobs that are not listed. */
export const generalTools: GeneralTools = {
  read: callingJobs(ascRead),
  create: callingJobs(ascCreate),
  update: callingJobs(ascUpdate),
  delete: callingJobs(ascDelete),
};

/** Every tool that is not an operation, in the order in which clients see them. A new tool is added here and nowhere else. */
const all: readonly AnyTool[] = [
  ascStatus,
  ascFindOperations,
  ascDescribeOperation,
  generalTools.read,
  generalTools.create,
  generalTools.update,
  generalTools.delete,
  ascApplyPlan,
  ascReleaseStatus,
  ascCheckRelease,
  ascPrepareRelease,
  ascSubmitForReview,
  ascControlRelease,
  ascPullMetadata,
  ascPushMetadata,
  ascSyncMedia,
  ascUploadBuild,
  ascTestflightStatus,
  ascDistributeBuild,
  ascManageTesters,
  ascGetPrices,
  ascSetPrices,
  ascCreateProduct,
  ascCheckProduct,
  ascManageOffers,
  ascListReviews,
  ascReplyToReview,
  ascGetReport,
  ascCiStatus,
  ascRunCiBuild,
  ascSetupSigning,
  ascManagePeople,
  ascManageWebhooks,
  ascManageSandboxTesters,
];

/** The default list. */
export const tools: readonly AnyTool[] = all.filter(({ job }) => job?.toolset === undefined);

/** What this configuration may use of the default list: the rest is not listed, rather than refused. */
export function listedTools(readOnly: boolean): readonly AnyTool[] {
  return usable(tools, readOnly);
}

/** The whole pieces of work, of the default list and of all toolsets. */
export function jobs(readOnly: boolean): readonly AnyTool[] {
  return usable(
    all.filter(({ job }) => job !== undefined),
    readOnly,
  );
}

/** The jobs that the chosen toolsets list. */
export function jobsOf(toolsets: readonly string[]): readonly AnyTool[] {
  return all.filter(
    ({ job }) =>
      job?.toolset !== undefined && (toolsets.includes(job.toolset) || toolsets.includes(everything)),
  );
}

/** What of some tools this configuration may use, and how: a server that only reads has the reading half of a tool. */
export function usable(some: readonly AnyTool[], readOnly: boolean): readonly AnyTool[] {
  return readOnly ? some.flatMap((tool) => (tool.kind === 'read' ? tool : (tool.reading ?? []))) : some;
}
