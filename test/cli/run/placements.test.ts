import { placementsIn, type StateResource } from "../../../cli/src/run/placements";

const managed = (type: string, values: StateResource["values"]): StateResource => {
  return { type, mode: "managed", values };
};

const TASK = "arn:aws:ecs:eu-central-1:123456789012:task-definition/clean-up:3";
const block = (isPublic: boolean): object => {
  return { subnets: ["subnet-1"], security_groups: ["sg-1"], assign_public_ip: isPublic };
};
const network = (assignPublicIp: string): object => {
  return { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp };
};

describe("what starts tasks", () => {
  it.each([
    [
      "a service",
      managed("aws_ecs_service", {
        name: "web",
        task_definition: TASK,
        launch_type: "FARGATE",
        platform_version: "LATEST",
        network_configuration: [block(true)],
      }),
      { starter: "service", name: "web", network: network("ENABLED") },
    ],
    [
      "a schedule",
      managed("aws_scheduler_schedule", {
        name: "nightly",
        target: [
          {
            ecs_parameters: [
              {
                task_definition_arn: TASK,
                launch_type: "FARGATE",
                platform_version: "LATEST",
                network_configuration: [block(false)],
              },
            ],
          },
        ],
      }),
      { starter: "schedule", name: "nightly", network: network("DISABLED") },
    ],
    [
      "an event rule",
      managed("aws_cloudwatch_event_target", {
        rule: "on-upload",
        ecs_target: [
          {
            task_definition_arn: TASK,
            launch_type: "FARGATE",
            platform_version: "LATEST",
            network_configuration: [block(true)],
          },
        ],
      }),
      { starter: "event rule", name: "on-upload", network: network("ENABLED") },
    ],
    [
      "a one-off task",
      managed("aws_lambda_invocation", {
        function_name: "migration",
        input: JSON.stringify({
          container: "migrate",
          run: {
            taskDefinition: TASK,
            launchType: "FARGATE",
            platformVersion: "LATEST",
            networkConfiguration: { awsvpcConfiguration: network("DISABLED") },
          },
        }),
      }),
      { starter: "one-off task", name: "migration", network: network("DISABLED") },
    ],
  ])("is %s", (_, resource, found) => {
    const platform = { launchType: "FARGATE", platformVersion: "LATEST" };
    expect(placementsIn([resource])).toEqual([{ ...platform, taskDefinition: TASK, ...found }]);
    expect(placementsIn([{ ...resource, mode: "data" }])).toEqual([]);
  });

  it("has no network where the tasks start in that of their instance", () => {
    const service = { name: "web", task_definition: TASK, launch_type: "", platform_version: "" };
    const [found] = placementsIn([
      managed("aws_ecs_service", { ...service, network_configuration: [] }),
    ]);
    expect(found).toEqual({ starter: "service", name: "web", taskDefinition: TASK });
  });

  it.each([
    ["a schedule of something else", managed("aws_scheduler_schedule", { target: [{}] })],
    ["a call of another function", managed("aws_lambda_invocation", { input: '{"a": 1}' })],
    ["a call with what is no JSON", managed("aws_lambda_invocation", { input: "{" })],
    ["anything else", managed("aws_lambda_function", { function_name: "x" })],
  ])("is not %s", (_, resource) => {
    expect(placementsIn([resource])).toEqual([]);
  });
});
