import type { Construct } from "constructs";
import { AwsTarget } from "../core";
import { Role, type RoleProps } from "./role";

/** Settings of a {@link ServiceRole}. */
export interface ServiceRoleProps extends RoleProps {
  /** Who assumes it, such as `states.amazonaws.com`. */
  readonly servicePrincipal: string;
  /** ARN of the resource on whose behalf, of this account; `*` is a wildcard. */
  readonly sourceArn: string;
}

/**
 * A role that an AWS service assumes for one resource of this account, and for nobody else's.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export class ServiceRole extends Role {
  public constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id, props, (self) => ({
      principals: { Service: [props.servicePrincipal] },
      actions: ["sts:AssumeRole"],
      conditions: {
        ArnLike: { "aws:SourceArn": [props.sourceArn] },
        StringEquals: { "aws:SourceAccount": [AwsTarget.of(self).account] },
      },
    }));
  }
}
