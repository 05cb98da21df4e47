import type { JsonObject } from "../../../../cli/src/json";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const TASK = "aws_ecs_task_definition";
const ARN = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:shop/db-AbCdEf";
const TASK_ARN = "arn:aws:ecs:eu-central-1:111111111111:task-definition/shop:1";

const parameter = { name: "/shop/key", type: "SecureString", value_wo_version: 1 };
const written: MadeChange = {
  type: "aws_ssm_parameter",
  actions: ["update"],
  before: parameter,
  after: { ...parameter, value_wo_version: 2 },
};
const version: MadeChange = {
  type: "aws_secretsmanager_secret_version",
  actions: ["create", "delete"],
  before: { secret_id: ARN },
  after: { secret_id: ARN },
};

function reader(valueFrom: string, service: Partial<MadeChange> = {}): readonly MadeChange[] {
  const container = { name: "web", secrets: [{ name: "S", valueFrom }] };
  const task: JsonObject = {
    arn: TASK_ARN,
    family: "shop",
    container_definitions: JSON.stringify([container]),
  };
  const values = { task_definition: TASK_ARN };
  return [
    { type: TASK, actions: ["no-op"], before: task, after: task },
    { type: "aws_ecs_service", actions: ["no-op"], before: values, after: values, ...service },
  ];
}

describe("a service that keeps the old value of a secret", () => {
  it.each([
    ["a parameter", written, "/shop/key", "parameter /shop/key gets a new value"],
    ["a secret", version, `${ARN}:password::`, "secret shop/db gets a new value"],
  ])("is found for %s", (_what, change, valueFrom, text) => {
    const [finding] = found("STALE-SERVICE", madeInput([change, ...reader(valueFrom)]));
    expect(finding).toMatchObject({ subject: "aws_ecs_service.it", severity: "medium" });
    expect(finding?.text).toContain(text);
  });

  it("is found through the configuration, where the task definition's ARN says nothing", () => {
    const service = {
      before: {},
      after: {},
      expressions: { task_definition: { references: [`${TASK}.it.arn`, `${TASK}.it`] } },
    };
    const input = madeInput([written, ...reader("/shop/key", service)]);
    expect(found("STALE-SERVICE", input)).toHaveLength(1);
  });

  it.each([
    ["another secret is written", written, reader("/shop/other")],
    ["the service is deployed again", written, reader("/shop/key", { actions: ["update"] })],
    [
      "only a description changes",
      { ...written, after: { ...parameter, description: "b" } },
      reader("/shop/key"),
    ],
    ["the secret is new", { ...written, actions: ["create"], before: null }, reader("/shop/key")],
    [
      "it has another task definition",
      written,
      reader("/shop/key", { after: { task_definition: `${TASK_ARN}0` } }),
    ],
  ])("is not found when %s", (_what, change, readers) => {
    expect(found("STALE-SERVICE", madeInput([change, ...readers]))).toEqual([]);
  });
});
