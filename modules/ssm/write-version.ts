import type { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import type { Construct } from "constructs";
import { createHash } from "node:crypto";
import {
  addressOf,
  hclString,
  isUnresolved,
  lazyText,
  numberExpression,
  TerraformData,
} from "../core/internal";

/** Everything whose change makes the provider write a parameter again. */
export interface WriteInputs {
  readonly revision: number;
  readonly description: string;
  readonly tier: string;
  readonly allowedPattern: string;
  readonly keyArn: string;
}

const SCALE = 1_000_000_000;
const DIGEST_HEX_DIGITS = 7;

/**
 * The `value_wo_version` of a parameter: the revision, then nine digits that change with everything else that makes the
 * provider call PutParameter.
 *
 * Without it a changed description (tier, pattern, key) is sent with an EMPTY value, which AWS refuses: the provider
 * sends the value only when this number changes.
 */
export function writeVersion({ revision, keyArn, ...settings }: WriteInputs): number {
  const parts = [settings.description, settings.tier, settings.allowedPattern, keyArn];
  if (!parts.some(isUnresolved)) {
    return revision * SCALE + parseInt(sha256(parts.join("\n")).slice(0, DIGEST_HEX_DIGITS), 16);
  }
  const digest = `sha256(join("\\n", [${parts.map(hclString).join(", ")}]))`;
  return numberExpression(
    `\${${revision} * ${SCALE} + parseint(substr(${digest}, 0, ${DIGEST_HEX_DIGITS}), 16)}`,
  );
}

/** Changes with the settings that are known at synthesis; for values that are drawn anew at every write. */
export function settingsDigest(inputs: Omit<WriteInputs, "revision">): string {
  const { description, tier, allowedPattern, keyArn } = inputs;
  const parts = [description, tier, allowedPattern, keyArn];
  // A token is written with a number that changes with what else is in the app.
  const known = parts.map((part) => (isUnresolved(part) ? "" : part));
  return sha256(known.join("\n")).slice(0, DIGEST_HEX_DIGITS);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Keeps in the state which write of a parameter has succeeded, and lets no later plan pass while it is not the last one.
 *
 * The provider keeps the new `value_wo_version` also of a write that AWS refuses. Without this the next apply has nothing
 * to do: it deploys the services again, with the old value, and reports success.
 */
export function recordWrite(scope: Construct, parameter: SsmParameter): TerraformData {
  // Spelled out: where Terraform wants a bare address, a token of its own would bring its `${}` along.
  const wanted = lazyText(() => `${addressOf(parameter)}.value_wo_version`);
  return new TerraformData(scope, "written", {
    input: { version: `\${${wanted}}` },
    lifecycle: {
      // Made anew with each write and after it; an attempt alone does not change it.
      ignoreChanges: ["input"],
      replaceTriggeredBy: [wanted],
      // Else the record would be gone before the write is tried.
      createBeforeDestroy: true,
      postcondition: [
        {
          condition: `\${self.output.version == ${wanted}}`,
          errorMessage: `The last write of ${scope.node.path} was refused or cut off, so the value before it is still the current one. Add 1 to its revision and apply with its value.`,
        },
      ],
    },
  });
}
