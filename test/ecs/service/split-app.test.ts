import { newApp, stackOf, synthApp, type SynthesizedStack } from "../../support/app";
import {
  declareSplit,
  isCircle,
  nameOf,
  pairs,
  triples,
  type Split,
} from "../../support/split-app";

function synthesized(split: Split): ReadonlyMap<string, SynthesizedStack> {
  const app = newApp();
  const [two, one, own] = [stackOf(app, "two"), stackOf(app, "one"), stackOf(app, "app")];
  declareSplit({ one, two, app: own }, split);
  return synthApp(app);
}

/** Ends of the addresses that a stack puts out, such as `aws_kms_key.arn`. */
function outputsOf(stack: SynthesizedStack): readonly string[] {
  const outputs = Object.values(stack.json["output"] ?? {});
  return outputs.map(({ value }) => String(value).replace(/^\$\{(\w+)\.[^.]+\.(.*)\}$/, "$1.$2"));
}

const splits = [...pairs(), ...triples()];

describe("a service whose parts are in other stacks", () => {
  const possible = splits.filter((split) => !isCircle(split));

  it.each(possible.map((split) => [nameOf(split), split] as const))("%s", (_name, split) => {
    const stacks = synthesized(split);
    for (const { json } of stacks.values()) {
      // Terraform takes whole resources there, and a remote state has none.
      const resources = Object.values(json["resource"] ?? {}).flatMap((of) => Object.values(of));
      for (const { depends_on: order } of resources) {
        expect(JSON.stringify(order ?? [])).not.toContain("terraform_remote_state");
      }
    }
    // A name or an ARN of something that holds no value itself, never anything else.
    const put = [...stacks.values()].flatMap(outputsOf);
    for (const output of put) {
      expect(output).toMatch(
        /^aws_(kms_key\.arn|secretsmanager_secret\.arn|ecs_cluster\.(arn|name)|iam_role\.(arn|name))$/,
      );
    }
    // The service waits for everything that its own stack makes for it.
    const policies = Object.keys(
      stacks.get("app")?.json["resource"]?.["aws_iam_role_policy"] ?? {},
    );
    const order = stacks.get("app")?.only("aws_ecs_service")["depends_on"];
    for (const policy of policies) expect(order).toContain(`aws_iam_role_policy.${policy}`);
    expect(policies.length).toBeGreaterThanOrEqual(5);
    const others = new Set(Object.values(split).filter((name) => name !== "app"));
    expect(new Set(stacks.get("app")?.dependencies)).toEqual(others);
  });

  const circles = splits.filter(isCircle);

  it.each(circles.map((split) => [nameOf(split), split] as const))(
    "%s is a circle, and the message names what makes it",
    (_name, split) => {
      expect(() => synthesized(split)).toThrow(
        /got a circle of the stacks .*: .*\bs0\/\w+ needs app\/s0\/key.* Move one of these constructs/,
      );
    },
  );
});
