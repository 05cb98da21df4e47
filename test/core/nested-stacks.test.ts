import { Aspects, TerraformResource, TerraformStack, type App, type IAspect } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { SecretReference } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";
import { serviceIn } from "../ecs/support/fixtures";
import { newApp, stackOf, synthApp } from "../support/app";
import { ACCOUNT, REGION } from "../support/synth";

/** A parameter with a key of its own, and its value from a variable. */
function parameterIn(stack: TerraformStack, parameterName: string): SecureStringParameter {
  return new SecureStringParameter(stack, "parameter", {
    parameterName,
    encryptionKey: new EncryptionKey(stack, "key"),
    value: SecretValue.fromVariable("token"),
    revision: 1,
  });
}

function fill(stack: TerraformStack): void {
  const secrets = { TOKEN: SecretReference.fromSsmParameter(parameterIn(stack, "/nested/token")) };
  serviceIn(stack, {}, { secrets });
}

/**
 * What Terraform reads of a stack: without what cdktf notes for itself, and without what is made of the paths of its constructs,
 * such as names by default and their digests.
 */
function written(app: App, name: string): unknown {
  const { "//": note, terraform, ...blocks } = synthApp(app).get(name)?.json ?? {};
  expect([note, terraform]).not.toContain(undefined);
  const text = JSON.stringify(blocks, (key, value) =>
    key === "//" ? undefined : (value as unknown),
  );
  return JSON.parse(
    text
      .replace(/outer[-/]inner/g, "inner")
      .replace(/_[\da-dfg]{8}(?![\w-])/g, "_DIGEST")
      .replace(/\b[\da-g]{64}\b/g, "DIGEST")
      .replace(/(?<=toset\(\[\\*")[\da-dfg]{8}/g, "DIGEST")
      .replace(/-[\da-f]{8}-/g, "-DIGEST-"),
  );
}

/** Sees everything, as Aspects of an app's author do. */
class Tags implements IAspect {
  public visit(node: unknown): void {
    if (TerraformResource.isTerraformResource(node)) node.addOverride("count", undefined);
  }
}

/** What stands around the inner stack; it is called before that is filled, and what it returns after. */
const AROUND: readonly (readonly [string, (outer: TerraformStack) => (() => void) | undefined])[] =
  [
    ["an empty stack", () => undefined],
    [
      "a stack that is deployed to AWS",
      (outer) => {
        deployToAws(outer, { account: ACCOUNT, region: REGION });
        return undefined;
      },
    ],
    [
      "a stack with a parameter",
      (outer) => {
        deployToAws(outer, { account: ACCOUNT, region: REGION });
        parameterIn(outer, "/outer/token");
        return undefined;
      },
    ],
    [
      "a stack that gets a parameter later",
      (outer) => () => {
        deployToAws(outer, { account: ACCOUNT, region: REGION });
        parameterIn(outer, "/outer/token");
      },
    ],
    [
      "a stack with an Aspect",
      (outer) => {
        Aspects.of(outer).add(new Tags());
        return undefined;
      },
    ],
  ];

describe("a stack that stands in another one", () => {
  const flat = newApp();
  fill(stackOf(flat, "inner"));
  const outerAlone = newApp();
  parameterIn(stackOf(outerAlone, "outer"), "/outer/token");

  it.each(AROUND)("is written as it is where it stands alone, in %s", (_what, around) => {
    // GIVEN
    const app = newApp();
    const outer = new TerraformStack(app, "outer");
    const later = around(outer);
    const inner = new TerraformStack(outer, "inner");
    deployToAws(inner, { account: ACCOUNT, region: REGION });
    // WHEN
    fill(inner);
    later?.();
    // THEN
    expect(written(app, "inner")).toEqual(written(flat, "inner"));
  });

  it("adds nothing to the one that it stands in", () => {
    const app = newApp();
    const outer = stackOf(app, "outer");
    parameterIn(outer, "/outer/token");
    const inner = new TerraformStack(outer, "inner");
    deployToAws(inner, { account: ACCOUNT, region: REGION });
    fill(inner);
    expect(written(app, "outer")).toEqual(written(outerAlone, "outer"));
  });

  it("reads what the one around it makes, after that", () => {
    const app = newApp();
    const outer = stackOf(app, "outer");
    const parameter = parameterIn(outer, "/outer/token");
    const inner = new TerraformStack(outer, "inner");
    deployToAws(inner, { account: ACCOUNT, region: REGION });
    serviceIn(inner, {}, { secrets: { TOKEN: SecretReference.fromSsmParameter(parameter) } });
    const json = JSON.stringify(synthApp(app).get("inner")?.json);
    expect(inner.dependsOn(outer)).toBe(true);
    expect(json).toContain("replacements-made");
    expect(json).toContain("parameter/outer/token");
  });
});
