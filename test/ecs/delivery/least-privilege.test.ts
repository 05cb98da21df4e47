import fc from "fast-check";
import { Testing, type TerraformStack } from "cdktf";
import { LogDriver, SecretReference, type SecretVariables } from "cdktf-ecs-secrets/ecs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { randomCases } from "../../support/random-cases";
import { policyOf, synth, testStack, type Statement, plainName } from "../../support/synth";
import { image, Secrets, serviceIn } from "../support/fixtures";

const SSM = "arn:aws:ssm:eu-central-1:123456789012:parameter/orders";
const SECRETS_MANAGER = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders";
const VENDOR = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:vendor-AbCdEf";
const VENDOR_KEY = "arn:aws:kms:eu-west-1:210987654321:key/11111111-2222-3333-4444-555555555555";

/** The text of an inline policy of the only role. */
function policyText(stack: TerraformStack, name: string): string {
  const policies = Object.values(synth(stack).resources("aws_iam_role_policy"));
  return String(policies.find((policy) => plainName(policy["name_prefix"]) === name)?.["policy"]);
}

function statements(stack: TerraformStack, name: string): readonly Statement[] {
  return policyOf(policyText(stack, name)).Statement;
}

function keyArn(stack: TerraformStack): string {
  return `\${aws_kms_key.${Object.keys(synth(stack).resources("aws_kms_key"))[0]}.arn}`;
}

function decrypt(Resource: string, service: string, context: string, ...arns: string[]): Statement {
  return {
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource,
    Condition: {
      StringEquals: { "kms:ViaService": `${service}.amazonaws.com` },
      StringLike: { [`kms:EncryptionContext:${context}`]: arns.length === 1 ? arns.join() : arns },
    },
  };
}

describe("the execution role that follows from references", () => {
  it("holds for each store exactly two statements: the get action, and a conditioned kms:Decrypt", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    const db = secrets.secret("db");
    // WHEN
    serviceIn(
      stack,
      {},
      {
        secrets: {
          A: SecretReference.fromSsmParameter(secrets.parameter("a")),
          B: SecretReference.fromSsmParameter(secrets.parameter("b")),
          C: SecretReference.fromSecretsManager(db, { jsonKey: "password" }),
          D: SecretReference.fromSecretsManager(db, { jsonKey: "username" }),
          E: SecretReference.fromSecretsManager(secrets.secret("e")),
        },
      },
    );
    // THEN
    expect(statements(stack, "read-secrets")).toEqual([
      {
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        Resource: [`${SECRETS_MANAGER}/db-??????`, `${SECRETS_MANAGER}/e-??????`],
      },
      { Effect: "Allow", Action: "ssm:GetParameters", Resource: [`${SSM}/a`, `${SSM}/b`] },
    ]);
    expect(statements(stack, "decrypt-secrets")).toEqual([
      decrypt(
        keyArn(stack),
        "secretsmanager.eu-central-1",
        "SecretARN",
        `${SECRETS_MANAGER}/db-??????`,
        `${SECRETS_MANAGER}/e-??????`,
      ),
      decrypt(keyArn(stack), "ssm.eu-central-1", "PARAMETER_ARN", `${SSM}/a`, `${SSM}/b`),
    ]);
  });

  it("is known at plan time but for the key: no `${` in what reads, no `*` anywhere", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    // WHEN
    serviceIn(
      stack,
      {},
      {
        secrets: {
          A: SecretReference.fromSsmParameter(secrets.parameter("a")),
          B: SecretReference.fromSecretsManager(secrets.secret("b")),
        },
      },
    );
    // THEN
    expect(policyText(stack, "read-secrets")).not.toMatch(/[$%]\{|\*/);
    expect(policyText(stack, "decrypt-secrets").replaceAll(keyArn(stack), "")).not.toMatch(
      /[$%]\{|\*/,
    );
  });

  it("says nothing else about secrets, and a service without secrets nothing at all", () => {
    // GIVEN
    const stack = testStack();
    const secrets = new Secrets(stack);
    const empty = testStack();
    // WHEN
    const reference = SecretReference.fromSsmParameter(secrets.parameter("a"));
    serviceIn(stack, {}, { secrets: { A: reference }, logging: LogDriver.awsLogs() });
    serviceIn(empty, {}, { logging: LogDriver.awsLogs() });
    // THEN
    const actions = (of: TerraformStack): unknown[] =>
      Object.values(synth(of).resources("aws_iam_role_policy")).flatMap(({ policy }) =>
        policyOf(policy).Statement.flatMap(({ Action }) => Action),
      );
    const logs = ["logs:CreateLogStream", "logs:PutLogEvents"];
    expect(actions(stack).sort()).toEqual(["kms:Decrypt", ...logs, "ssm:GetParameters"]);
    expect(actions(empty).sort()).toEqual(logs);
  });

  it("reads what is made elsewhere by its exact ARN, through the Region it is in", () => {
    // GIVEN
    const stack = testStack();
    const encryptionKeyArn = VENDOR_KEY;
    const parameterArn = "arn:aws:ssm:eu-west-1:123456789012:parameter/shared/key";
    const vendor = SecretsManagerSecret.fromSecretAttributes(stack, "vendor", {
      secretArn: VENDOR,
      encryptionKeyArn,
    });
    const shared = SecureStringParameter.fromParameterAttributes(stack, "shared", {
      parameterArn,
      encryptionKeyArn,
    });
    // WHEN
    serviceIn(
      stack,
      {},
      {
        secrets: {
          A: SecretReference.fromSecretsManager(vendor, { jsonKey: "token" }),
          B: SecretReference.fromSsmParameter(shared),
        },
      },
    );
    // THEN
    expect(statements(stack, "read-secrets").map(({ Resource }) => Resource)).toEqual([
      VENDOR,
      parameterArn,
    ]);
    expect(statements(stack, "decrypt-secrets")).toEqual([
      decrypt(VENDOR_KEY, "secretsmanager.eu-west-1", "SecretARN", VENDOR),
      decrypt(VENDOR_KEY, "ssm.eu-west-1", "PARAMETER_ARN", parameterArn),
    ]);
  });

  it("is granted nothing of the key where AWS's own key encrypts", () => {
    // GIVEN
    const stack = testStack();
    const secretArn = VENDOR.replace("210987654321", "123456789012");
    const own = SecretsManagerSecret.fromSecretAttributes(stack, "v", { secretArn });
    // WHEN
    serviceIn(stack, {}, { secrets: { A: SecretReference.fromSecretsManager(own) } });
    // THEN
    expect(synth(stack).only("aws_iam_role_policy")).toMatchObject({
      name_prefix: expect.stringMatching(/^read-secrets-[0-9a-f]{8}-$/),
    });
  });

  it("has all its grants, whichever container asks (property)", () => {
    const ids = ["a", "b", "c", "d", "e"] as const;
    fc.assert(
      fc.property(fc.array(fc.subarray([...ids]), { minLength: 1, maxLength: 4 }), (containers) => {
        // GIVEN
        const stack = testStack();
        const secrets = new Secrets(stack);
        const parameters = new Map(ids.map((id) => [id, secrets.parameter(id)]));
        const variables = (wanted: readonly string[]): SecretVariables =>
          Object.fromEntries(
            [...parameters]
              .filter(([id]) => wanted.includes(id))
              .map(([id, parameter]) => [id, SecretReference.fromSsmParameter(parameter)]),
          );
        // WHEN
        const [first = [], ...others] = containers;
        const service = serviceIn(stack, {}, { secrets: variables(first) });
        others.forEach((wanted, index) =>
          service.addContainer(`c${index}`, { image, secrets: variables(wanted) }),
        );
        // THEN
        const wanted = [...new Set(containers.flat())].sort().map((id) => `${SSM}/${id}`);
        const granted =
          wanted.length === 0
            ? []
            : statements(stack, "read-secrets").flatMap(({ Resource = [] }) => Resource);
        expect(granted).toEqual(wanted);
      }),
      { numRuns: randomCases(100) },
    );
  });
});

describe("the order of declaration", () => {
  it("never shows in the stack (property)", () => {
    const names = ["A", "B", "C", "D", "E", "F"];
    const rendered = (order: readonly string[]): string => {
      const stack = testStack();
      const secrets = new Secrets(stack);
      const reference = (name: string): SecretReference =>
        name < "D"
          ? SecretReference.fromSsmParameter(secrets.parameter(name))
          : SecretReference.fromSecretsManager(secrets.secret(name), { jsonKey: "password" });
      const variables = Object.fromEntries(order.map((name) => [name, reference(name)]));
      serviceIn(stack, {}, { secrets: variables, logging: LogDriver.awsLogs() });
      return Testing.synth(stack, true);
    };
    const expected = rendered(names);
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (order) => {
        expect(rendered(order)).toBe(expected);
      }),
      { numRuns: randomCases(100) },
    );
  });
});
