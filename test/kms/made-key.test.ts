import type { TerraformStack } from "cdktf";
import { EcsCluster } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { RedeployOnChange } from "cdktf-ecs-secrets/redeployment";
import { newApp, stackOf, synthApp } from "../support/app";
import { policyOf, testStack } from "../support/synth";
import { KEY_ARN } from "../s3/support";

/** Where the policy of the key is added to. */
const PLACES: readonly [
  prop: string,
  path: string,
  make: (stack: TerraformStack, key: EncryptionKey) => unknown,
][] = [
  [
    "encryptionKey",
    "test/logs",
    (stack, encryptionKey) =>
      new LogGroup(stack, "logs", { logGroupName: "/orders", encryptionKey }),
  ],
  [
    "encryptionKey",
    "test/redeploy",
    (stack, encryptionKey) =>
      new RedeployOnChange(stack, "redeploy", { encryptionKey, services: [] }),
  ],
  [
    "ephemeralStorageKey",
    "test/cluster",
    (stack, ephemeralStorageKey) => new EcsCluster(stack, "cluster", { ephemeralStorageKey }),
  ],
];

describe.each(PLACES)("a key whose own policy is added to (`%s` of %s)", (prop, path, make) => {
  it("is none that is imported", () => {
    const stack = testStack();
    // Plain JavaScript may give it.
    const key = EncryptionKey.fromKeyArn(stack, "key", KEY_ARN) as EncryptionKey;
    expect(() => make(stack, key)).toThrow(
      `${path}: \`${prop}\` must have a value of its type, got an object of the class ImportedEncryptionKey where an EncryptionKey that the app makes itself belongs.`,
    );
  });
});

it("a key of another stack gets the statement there, and that stack comes first", () => {
  // GIVEN
  const app = newApp();
  const [platform, orders] = [stackOf(app, "platform"), stackOf(app, "orders")];
  const encryptionKey = new EncryptionKey(platform, "key");
  // WHEN
  new LogGroup(orders, "logs", { logGroupName: "/orders", encryptionKey });
  // THEN
  const { policy } = synthApp(app).get("platform")?.only("aws_kms_key") ?? {};
  expect(JSON.stringify(policyOf(policy))).toContain("log-group:/orders");
  expect(orders.dependsOn(platform)).toBe(true);
});
