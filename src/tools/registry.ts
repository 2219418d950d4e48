import { ascDescribeOperation } from './asc-describe-operation.ts';
import { ascFindOperations } from './asc-find-operations.ts';
import { ascRead } from './asc-read.ts';
import { ascStatus } from './asc-status.ts';
import type { AnyTool } from './define.ts';

/** Every tool of the default list, in the order in which clients see them. A new tool is added here and nowhere else. */
export const tools: readonly AnyTool[] = [ascStatus, ascFindOperations, ascDescribeOperation, ascRead];
