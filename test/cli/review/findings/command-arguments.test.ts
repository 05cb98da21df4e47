import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const VALUE = "correct-horse-battery-5";

function subjects(change: MadeChange): readonly string[] {
  return found("PLAINTEXT-SECRET", madeInput([change])).map(({ subject }) => subject);
}

function made(type: string, after: Readonly<Record<string, unknown>>): MadeChange {
  return { type, actions: ["create"], after };
}

function task(field: string, list: readonly string[]): MadeChange {
  const [outer = "", inner] = field.split(".");
  const container = { name: "app", [outer]: inner === undefined ? list : { [inner]: list } };
  return made("aws_ecs_task_definition", {
    family: "web",
    container_definitions: JSON.stringify([container]),
  });
}

describe("an argument that is the value of the option before it", () => {
  it.each(["command", "entryPoint", "healthCheck.command"])("is found in %s", (field) => {
    expect(subjects(task(field, ["app", "--password", VALUE]))).toEqual([`web/app/${field}[2]`]);
    expect(subjects(task(field, ["redis-cli", "-h", "db", "-a", VALUE]))).toEqual([
      `web/app/${field}[4]`,
    ]);
  });

  it.each<[string, MadeChange]>([
    [
      "image_config.command",
      made("aws_lambda_function", {
        image_config: [{ command: ["app", "--api-key", VALUE] }],
      }),
    ],
    [
      "container_properties.command",
      made("aws_batch_job_definition", {
        container_properties: JSON.stringify({ command: ["app", "--token", VALUE] }),
      }),
    ],
    [
      "container_properties.steps",
      made("aws_batch_job_definition", {
        container_properties: JSON.stringify({ steps: [["wait"], ["DB_PASSWORD=" + VALUE]] }),
      }),
    ],
  ])("is found in %s", (path, change) => {
    expect(subjects(change)).toEqual([`${change.type}.it/${path}`]);
  });

  it.each([
    [["app", "--password", "--verbose"]],
    [["app", "--password-file", "/run/secrets/password"]],
    [["app", "--password", "$DB_PASSWORD"]],
    [["app", "--publish", "8080:80", "-p", "5432"]],
    [["aws", "secretsmanager", "get-secret-value", "--secret-id", "shop/database"]],
  ])("is none in %j", (list) => {
    expect(subjects(task("command", list))).toEqual([]);
  });
});
