import { Fn, TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { AwsTarget, isUnresolved } from "../core";

/**
 * The ARN of the parameter `name`: "/a/b" is parameter/a/b, and so is nothing else, because an ARN never has a double
 * slash.
 *
 * Where only Terraform knows how the name begins, Terraform removes the slash: in a local, so that a policy that holds
 * the ARN stays JSON.
 */
export function parameterArn(scope: Construct, name: string): string {
  const path =
    isUnresolved(name) && !name.startsWith("/")
      ? new TerraformLocal(scope, "path", Fn.trimprefix(name, "/")).toString()
      : name.replace(/^\//, "");
  return AwsTarget.of(scope).arn({ service: "ssm", resource: `parameter/${path}` });
}
