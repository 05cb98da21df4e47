import { plainName } from "../plain-name";

/** The name of the test that turns the order around. */
export const TURNED_AROUND =
  "would be seen to take access away, were the order of policies and writes turned around";

const POLICY = /^aws_iam_role_policy\./;
const LAST = ["aws_kms_key", "aws_secretsmanager_secret", "aws_ssm_parameter"];

type Block = Record<string, unknown>;

/**
 * A synthesized stack without the order of change: policies keep their names and are changed in place, nothing waits for
 * them, and keys, secrets and parameters are not made before what they replace goes. So were stacks of releases before it.
 */
export function turnedAround(text: string): string {
  const stack = JSON.parse(text) as { resource: Record<string, Record<string, Block>> };
  const { resource } = stack;
  for (const policy of Object.values(resource["aws_iam_role_policy"] ?? {})) {
    policy["name"] = plainName(policy["name_prefix"]);
    delete policy["name_prefix"];
  }
  for (const type of LAST) {
    for (const block of Object.values(resource[type] ?? {})) {
      const needed = (block["depends_on"] ?? []) as readonly string[];
      block["depends_on"] = needed.filter((address) => !POLICY.test(address));
      delete (block["lifecycle"] as Block)["create_before_destroy"];
    }
  }
  return JSON.stringify(stack, null, 2);
}
