import type { ITerraformDependable } from "cdktf";
import type { IGrantee } from "../core";

/** A role of a task. */
export interface IRole extends IGrantee {
  readonly roleArn: string;
  readonly roleName: string;
  /** The role's policies: what must exist before a task starts with it. Grows with the grants. */
  readonly dependables: readonly ITerraformDependable[];
}
