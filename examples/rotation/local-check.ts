import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { LocalAws } from "ecs-secrets/local-aws";
import type { LocalStack } from "ecs-secrets/run";
import { UserError } from "ecs-secrets/user-error";
import { rotate } from "./rotate";

const ROTATIONS = 3;

/** Rotates several times, in the function's place: each time a task gets the new value, and Terraform finds nothing to do. */
export async function check({ clientConfig }: LocalAws, stack: LocalStack): Promise<string> {
  const client = new SecretsManagerClient(clientConfig);
  for (let rotation = 1; rotation <= ROTATIONS; rotation += 1) {
    const password = await rotate(client, "example/rotation/db");
    const delivered = await stack.verify();
    if (delivered.find(({ target }) => target === "DB_PASSWORD")?.value !== password) {
      throw failed(`after rotation ${rotation} DB_PASSWORD is not the new password`);
    }
    if ((await stack.planAgain()).hasChanges) {
      throw failed(`after rotation ${rotation} Terraform wants to change something`);
    }
  }
  return `Rotated ${ROTATIONS} times: each time a new task gets the new password, and Terraform plans nothing.`;
}

function failed(reason: string): UserError {
  return new UserError("Rotation and Terraform get in each other's way.", reason, [
    "report it: this example is tested",
  ]);
}
