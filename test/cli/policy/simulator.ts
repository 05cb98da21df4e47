import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { OracleCase } from "./oracle-case";

/** What the oracle says, in the words of IAM. */
export type SimulatorResult = "Allowed" | "ExplicitlyDenied" | "ImplicitlyDenied";

/** Asks `@cloud-copilot/iam-simulate`, which this project did not write, for the same decision. */
export async function simulate(oracleCase: OracleCase): Promise<SimulatorResult> {
  const { principal, action, resource, context, identity, boundary, guard, owner } =
    renameEncryptionContext(oracleCase);
  const result = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: owner },
        contextVariables: context,
      },
      identityPolicies: identity.map((policy, at) => ({ name: `identity ${at + 1}`, policy })),
      permissionBoundaryPolicies: boundary && [{ name: "boundary", policy: boundary }],
      resourcePolicy: guard,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === "error") {
    throw new Error(`the simulator refuses the case: ${JSON.stringify(result.errors)}`);
  }
  const dropped = result.resultType === "single" ? result.result.ignoredContextKeys : undefined;
  if (dropped && dropped.length > 0) {
    // A key it drops silently would make every comparison on that key worthless.
    throw new Error(`the simulator ignores the context keys ${dropped.join(", ")}`);
  }
  return result.overallResult;
}

// The simulator drops kms:EncryptionContext:KEY, whose KEY is free; a tag's key is as free and of the
// same type, so the comparison stays the same under the other name.
function renameEncryptionContext(oracleCase: OracleCase): OracleCase {
  const renamed = JSON.stringify(oracleCase).replace(
    /kms:EncryptionContext:/gi,
    "aws:PrincipalTag/ec-",
  );
  return JSON.parse(renamed) as OracleCase;
}
