import type { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { DataResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * Keeps in the state which write of a parameter has succeeded, and lets no later plan pass while it is not the last one.
 *
 * The provider keeps the new `value_wo_version` also of a write that AWS refuses. Without this the next apply has nothing
 * to do: it deploys the services again, with the old value, and reports success.
 */
export function recordWrite(scope: Construct, parameter: SsmParameter): void {
  // Spelled out: where Terraform wants a bare address, a token would bring its `${}` along.
  const wanted = `${parameter.terraformResourceType}.${parameter.friendlyUniqueId}.value_wo_version`;
  new DataResource(scope, "written", {
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
