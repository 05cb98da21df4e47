import { buildReport } from "../../../../cli/src/review";
import { madeInput, type MadeChange } from "../fixtures/made-plan";
import { found } from "./found";

const TYPE = "aws_ecs_task_definition";
const VALUE = "hunter2-Zq8vK3mPx7Lw2RtYb5Nc";

function task(valueFrom: string, actions = ["create"]): MadeChange {
  const web = { name: "web", secrets: [{ name: "DB_PASSWORD", valueFrom }] };
  const after = { family: "shop", container_definitions: JSON.stringify([web]) };
  return { type: TYPE, actions, after };
}

describe("a valueFrom that names nothing", () => {
  it("blocks where it looks like the value itself, which no part of the report shows", () => {
    const input = madeInput([task(VALUE)]);
    expect(found("VALUE-AS-REFERENCE", input)).toMatchObject([
      { severity: "high", subject: "shop/web/DB_PASSWORD" },
    ]);
    expect(JSON.stringify(buildReport([input]))).not.toContain(VALUE);
  });

  it("is said of a name that nothing proves, which is not shown either", () => {
    const input = madeInput([task("some-name")]);
    expect(found("VALUE-AS-REFERENCE", input)).toMatchObject([{ severity: "medium" }]);
    expect(JSON.stringify(buildReport([input]))).not.toContain("some-name");
  });

  it.each([
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-AbCdEf:password::",
    "arn:aws:ssm:eu-west-1:111122223333:parameter/orders",
    "/orders/dev/api-key",
  ])("is nothing to say of %s", (valueFrom) => {
    expect(found("VALUE-AS-REFERENCE", madeInput([task(valueFrom)]))).toEqual([]);
  });

  it("takes a name for one where the plan has a parameter of it", () => {
    const values = { name: "some-name", type: "SecureString" };
    const parameter: MadeChange = {
      type: "aws_ssm_parameter",
      actions: ["no-op"],
      before: values,
      after: values,
    };
    const input = madeInput([task("some-name"), parameter]);
    expect(found("VALUE-AS-REFERENCE", input)).toEqual([]);
    expect(JSON.stringify(buildReport([input]).stacks[0]?.containers)).toContain(
      "parameter some-name",
    );
  });
});

describe("a login for a registry that names nothing", () => {
  function loginTask(credentialsParameter: string): MadeChange {
    const web = { name: "web", repositoryCredentials: { credentialsParameter } };
    const after = {
      family: "shop",
      execution_role_arn: "arn:aws:iam::111122223333:role/app",
      container_definitions: JSON.stringify([web]),
    };
    return { type: TYPE, actions: ["create"], after };
  }

  it("blocks where it looks like the value itself, which no part of the report shows", () => {
    const input = madeInput([loginTask(VALUE)]);
    expect(found("VALUE-AS-REFERENCE", input)).toMatchObject([
      {
        severity: "high",
        subject: "shop/web/registry login",
        text: expect.stringContaining("The login for the registry of the container web is neither"),
      },
    ]);
    expect(JSON.stringify(buildReport([input]))).not.toContain(VALUE);
  });

  it("is not shown where nothing proves that it is a name", () => {
    const input = madeInput([loginTask("hunter-two")]);
    expect(found("VALUE-AS-REFERENCE", input)).toEqual([]);
    const report = JSON.stringify(buildReport([input]));
    expect(report).not.toContain("hunter-two");
    expect(report).toContain("a secret whose name cannot be shown");
  });

  it.each(["prod/ghcr", "ghcr"])("is shown as the name that it is: %s", (name) => {
    const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:ghcr-AbCdEf";
    const values = { name: "ghcr", arn };
    const secret: MadeChange = {
      type: "aws_secretsmanager_secret",
      actions: ["no-op"],
      before: values,
      after: values,
    };
    const input = madeInput([loginTask(name), secret]);
    expect(found("VALUE-AS-REFERENCE", input)).toEqual([]);
    expect(JSON.stringify(buildReport([input]).stacks[0]?.access)).toContain(`secret ${name}`);
  });
});
