import { DataAwsSecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import {
  App,
  Fn,
  Lazy,
  TerraformLocal,
  TerraformStack,
  TerraformVariable,
  Token,
  type TerraformElement,
} from "cdktf";
import { PlainText } from "cdktf-ecs-secrets/core";
import { LogDriver, SecretReference, type ContainerProps } from "cdktf-ecs-secrets/ecs";
import { SecretsManagerSecret } from "cdktf-ecs-secrets/secretsmanager";
import type { Construct } from "constructs";
import { findSecret } from "../../modules/core/plain-text";
import { image, taskIn } from "../ecs/support/fixtures";
import { ACCOUNT, REGION, synth, testStack } from "../support/synth";

const db = (scope: Construct): DbInstance =>
  new DbInstance(scope, "db", { instanceClass: "db.t3.micro", username: "orders" });
const password = (scope: Construct): string => db(scope).password;
const sensitive = (scope: Construct): string =>
  new TerraformVariable(scope, "given", { type: "string", sensitive: true }).stringValue;
const local = (scope: Construct, value: unknown): string =>
  new TerraformLocal(scope, "made", value).asString;

const HELD: Readonly<Record<string, (scope: Construct) => string>> = {
  "a function": (scope) => String(Fn.base64encode(password(scope))),
  "nonsensitive()": (scope) => String(Fn.nonsensitive(password(scope))),
  "a list that is joined": (scope) => Fn.join(":", ["orders", password(scope)]),
  "a URL that is formatted": (scope) => String(Fn.format("pg://u:%s@db", [password(scope)])),
  "a branch of a condition": (scope) => String(Fn.conditional(true, password(scope), "none")),
  "a function within a text": (scope) => `--x ${String(Fn.upper(password(scope)))}`,
  "a key of decoded JSON": (scope) => {
    const { secretString } = new DataAwsSecretsmanagerSecretVersion(scope, "it", { secretId: "x" });
    return String(Fn.lookup(Fn.jsondecode(secretString), "k"));
  },
  "a local": (scope) => local(scope, password(scope)),
  "a local of a local": (scope) =>
    new TerraformLocal(scope, "second", Fn.upper(local(scope, { it: [password(scope)] }))).asString,
  "a function of a sensitive variable": (scope) => String(Fn.upper(sensitive(scope))),
  "a local of a sensitive variable": (scope) => local(scope, sensitive(scope)),
  "what sensitive() marks": () => String(Fn.sensitive("abc")),
  "a local that sensitive() marks": (scope) => local(scope, Fn.sensitive("abc")),
  "a literal within a function": () => String(Fn.base64encode("pg://u:hunter2@db")),
  "another stack's": (scope) => {
    const other = new TerraformStack(App.of(scope), "other");
    return String(Fn.upper(password(other)));
  },
};

const TAKEN: Readonly<Record<string, (scope: Construct) => string>> = {
  "a function of an address": (scope) => String(Fn.upper(db(scope).endpoint)),
  "a part of an ARN": (scope) =>
    String(Fn.element(Fn.split(":", db(scope).masterUserSecret.get(0).secretArn), 1)),
  "a local of an address": (scope) => local(scope, db(scope).address),
  "a variable in a function": (scope) =>
    String(Fn.upper(new TerraformVariable(scope, "stage", { type: "string" }).stringValue)),
  "a Lazy of a word": () => Lazy.stringValue({ produce: () => "blue" }),
  "another stack's address": (scope) => {
    const other = new TerraformStack(App.of(scope), "other");
    return String(Fn.upper(db(other).address));
  },
};

const splunk = (source: string, stack: TerraformStack): LogDriver => {
  const secretArn = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:splunk-AbCdEf`;
  const secret = SecretsManagerSecret.fromSecretAttributes(stack, "splunk", { secretArn });
  const token = SecretReference.fromSecretsManager(secret);
  return LogDriver.splunk({ url: "https://splunk.example.com:8088", token, source });
};

const PLACES: Readonly<
  Record<string, (text: string, stack: TerraformStack) => Partial<ContainerProps>>
> = {
  "environment.A": (text) => ({ environment: { A: text } }),
  "command[0]": (text) => ({ command: [text] }),
  "labels.A": (text) => ({ labels: { A: text } }),
  "logging.splunk-source": (text, stack) => ({ logging: splunk(text, stack) }),
};

describe("what goes into an expression", () => {
  it.each(Object.entries(HELD))("is refused where it is secret: %s", (_what, make) => {
    const stack = testStack();
    const text = make(stack);
    expect(findSecret(text)).toBeDefined();
    expect(findSecret(text)).not.toContain("hunter2");
    const add = (): unknown =>
      taskIn(stack).addContainer("web", { image, environment: { A: text } });
    expect(add).toThrow(/`environment.A` must hold no secret.*\[ecs-plain-text\]/);
  });

  it.each(Object.entries(TAKEN))("is taken where it is none: %s", (_what, make) => {
    const stack = testStack();
    const text = make(stack);
    taskIn(stack).addContainer("web", { image, environment: { A: text }, command: [text] });
    expect(() => synth(stack)).not.toThrow();
  });

  it("is taken where it is marked as plain text", () => {
    const text = PlainText.of(String(Fn.upper(password(testStack()))), { reason: "of a sandbox" });
    expect(findSecret(text)).toBeUndefined();
  });

  it("is a tag, too", () => {
    const stack = testStack();
    const bucket = db(stack) as TerraformElement & { tags?: Record<string, string> };
    bucket.tags = { Owner: Token.asString(Fn.upper(sensitive(stack))) };
    expect(() => synth(stack)).toThrow(/tags.Owner.*the sensitive variable given.*tag-plain-text/s);
  });
});

describe("what a Lazy yields", () => {
  const late = (text: () => string): string => Lazy.stringValue({ produce: text });

  it.each(Object.entries(PLACES))(
    "is refused at synthesis where it is secret: %s",
    (prop, place) => {
      const stack = testStack();
      let text = "";
      taskIn(stack).addContainer("web", {
        image,
        ...place(
          late(() => text),
          stack,
        ),
      });
      text = "pg://u:hunter2@db";
      expect(() => synth(stack)).toThrow(
        `test/task/web: \`${prop}\` must hold no secret`.replace("test/task/web: ", ""),
      );
    },
  );

  it("is not asked before", () => {
    const stack = testStack();
    const produce = jest.fn(() => "blue");
    taskIn(stack).addContainer("web", { image, environment: { A: Lazy.stringValue({ produce }) } });
    expect(produce).not.toHaveBeenCalled();
  });

  it("is refused within a function", () => {
    const stack = testStack();
    const held = password(stack);
    const text = String(Fn.upper(late(() => held)));
    taskIn(stack).addContainer("web", { image, environment: { A: text } });
    expect(() => synth(stack)).toThrow("ecs-plain-text");
  });
});
