import { synth, testStack } from "../../support/synth";
import { serviceIn } from "../support/fixtures";

describe("a deployment that ECS rolls back", () => {
  it("fails the apply: the service's task definition must be the wanted one", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    serviceIn(stack);
    // THEN
    const [task] = Object.keys(synth(stack).resources("aws_ecs_task_definition"));
    expect(synth(stack).only("aws_ecs_service")["lifecycle"]).toEqual({
      postcondition: [
        {
          condition: `\${self.task_definition == aws_ecs_task_definition.${task}.arn}`,
          error_message: expect.stringMatching(
            /^ECS rolled this deployment back, .* the service runs \$\{self\.task_definition\}\./,
          ),
        },
      ],
    });
  });

  it.each([{ circuitBreaker: false }, { waitForSteadyState: false }])(
    "is not looked for with %j: nothing is rolled back, or nothing waits for it",
    (props) => {
      const stack = testStack();
      serviceIn(stack, props);
      expect(synth(stack).only("aws_ecs_service")).not.toHaveProperty("lifecycle");
    },
  );
});
