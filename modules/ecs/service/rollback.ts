import type { TerraformResourceLifecycle } from "cdktf";

/**
 * Makes an apply fail if ECS rolled its deployment back. The service is steady again then, so the provider sees no
 * failure, but it runs another task definition than the wanted one.
 *
 * This cannot detect a first deployment that fails, which has nothing to return to, or a rollback that fails itself:
 * both end in a timeout. Nor does it detect the rollback of a deployment that starts the same task definition again, as
 * for a secret's new revision.
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
