import type { TerraformResourceLifecycle } from "cdktf";

/**
 * Makes an apply fail whose deployment ECS rolled back: the service is steady again, so to the provider all is well, but
 * it runs another task definition than the wanted one.
 *
 * It cannot see a first deployment that fails (there is nothing to return to), a rollback that fails itself, both of which
 * time out, nor the rollback of a deployment that starts the same task definition again, as for a secret's new revision.
 */
export function failWhenRolledBack(taskDefinitionArn: string): TerraformResourceLifecycle {
  return {
    postcondition: [
      {
        condition: `\${self.task_definition == ${taskDefinitionArn}}`,
        errorMessage:
          "ECS rolled this deployment back, because its tasks did not become steady: the service runs ${self.task_definition}. Its events (aws ecs describe-services) and the reasons of its stopped tasks say why.",
      },
    ],
  };
}
