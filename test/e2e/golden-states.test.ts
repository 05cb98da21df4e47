import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import type { LocalAws } from "../../cli/src/local-aws";
import {
  goldenStates,
  losses,
  planUpdate,
  prepareStack,
  stackOfToday,
  startGoldenAws,
} from "../golden/states";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

const states = goldenStates();
const newest = states.filter(({ stack }) => stack === "dev").at(-1);
if (newest === undefined) throw new Error("no state of dev is kept");

it("no kept state holds a value", () => {
  for (const { folder } of states) {
    const text = readFileSync(path.join(folder, "state.json"), "utf8");
    const { resources } = JSON.parse(text) as State;
    const values = resources.flatMap(({ instances }) =>
      instances.flatMap(({ attributes }) =>
        ["value", "value_wo", "insecure_value", "secret_string", "secret_string_wo"].flatMap(
          (name) => attributes[name] ?? [],
        ),
      ),
    );
    expect(values.filter((value) => value !== "")).toEqual([]);
    expect(text).not.toMatch(/\/(tmp|home|work|Users)\//);
  }
});

interface State {
  readonly resources: readonly {
    readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
  }[];
}

describeWith("an update from an earlier release", ["terraform", "emulator", "provider"], () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startGoldenAws();
  });
  afterAll(() => aws.stop());

  it.each(states)("destroys and replaces nothing of $stack, from $release", async (state) => {
    expect(losses(await planUpdate(state, aws))).toEqual([]);
  });

  it("would be seen to replace what a renamed construct holds", async () => {
    // GIVEN this code's stack with another id of its key
    const directory = await makePrivateDirectory();
    try {
      cpSync(stackOfToday("dev"), directory, { recursive: true });
      const file = path.join(directory, "cdk.tf.json");
      const text = readFileSync(file, "utf8");
      const [, id = ""] = /aws_kms_key\.(\w+)/.exec(text) ?? [];
      const renamed = text.replaceAll(`"${id}"`, `"${id}2"`).replaceAll(`.${id}.`, `.${id}2.`);
      writeFileSync(file, renamed);
      // WHEN
      const lost = losses(await planUpdate(newest, aws, directory));
      // THEN
      expect(lost.map(({ address }) => address)).toContain(`aws_kms_key.${id}`);
    } finally {
      await removeDirectory(directory);
    }
  });

  it("is applied, delivers every secret, and leaves nothing to plan", async () => {
    const { stack, folder } = newest;
    const directory = await makePrivateDirectory();
    try {
      // GIVEN what the earlier release has deployed
      const before = await prepareStack(folder, { stack, directory, aws });
      await before.deploy();
      // WHEN this code's stack takes its place
      const after = await prepareStack(stackOfToday(stack), { stack, directory, aws });
      await after.deploy();
      // THEN
      const delivered = await after.verify();
      expect(delivered.length).toBeGreaterThan(0);
      expect(delivered.filter(({ problem }) => problem !== undefined)).toEqual([]);
      expect((await after.planAgain()).hasChanges).toBe(false);
    } finally {
      await removeDirectory(directory);
    }
  });
});
