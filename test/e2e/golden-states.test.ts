import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makePrivateDirectory, removeDirectory } from "../../cli/src/files";
import type { LocalAws } from "../../cli/src/local-aws";
import {
  folderOfToday,
  goldenStates,
  losses,
  planUpdate,
  prepareStack,
  stacksOfToday,
  startGoldenAws,
  type Place,
} from "../golden/states";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

const states = goldenStates();
const newest = states.filter(({ stack }) => stack === "dev").at(-1);
if (newest === undefined) throw new Error("no state of dev is kept");

it("are kept of every environment and every example", () => {
  const kept = new Set(states.map(({ app, stack }) => `${app}/${stack}`));
  expect(stacksOfToday().filter((stack) => !kept.has(stack))).toEqual([]);
});

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
  // One for each account and Region that the stacks are bound to.
  const started = new Map<string, Promise<LocalAws>>();
  const awsOf = ({ place }: { readonly place: Place }): Promise<LocalAws> => {
    const name = Object.values(place).join();
    const aws = started.get(name) ?? startGoldenAws(place);
    started.set(name, aws);
    return aws;
  };
  let workshop: string;
  beforeAll(async () => {
    workshop = await makePrivateDirectory();
  });
  afterAll(async () => {
    await removeDirectory(workshop);
    for (const aws of started.values()) await (await aws).stop();
  });

  it.concurrent.each(states)(
    "destroys and replaces nothing of $app/$stack, from $release",
    async (state) => {
      expect(losses(await planUpdate(state, { aws: await awsOf(state), workshop }))).toEqual([]);
    },
  );

  it("would be seen to replace what a renamed construct holds", async () => {
    // GIVEN this code's stack with another id of its key
    const directory = await makePrivateDirectory();
    try {
      cpSync(folderOfToday(newest), directory, { recursive: true });
      const file = path.join(directory, "cdk.tf.json");
      const text = readFileSync(file, "utf8");
      const [, id = ""] = /aws_kms_key\.(\w+)/.exec(text) ?? [];
      const renamed = text.replace(new RegExp(`(?<=[".])${id}(?=[".])`, "g"), `${id}2`);
      writeFileSync(file, renamed);
      // WHEN
      const lost = losses(
        await planUpdate(newest, { aws: await awsOf(newest), workshop, today: directory }),
      );
      // THEN
      expect(lost.map(({ address }) => address)).toContain(`aws_kms_key.${id}`);
    } finally {
      await removeDirectory(directory);
    }
  });

  it("is applied, delivers every secret, and leaves nothing to plan", async () => {
    const { stack, folder } = newest;
    const aws = await awsOf(newest);
    const directory = await makePrivateDirectory();
    try {
      // GIVEN what the earlier release has deployed
      const before = await prepareStack(folder, { stack, directory, aws });
      await before.deploy();
      // WHEN this code's stack takes its place
      const after = await prepareStack(folderOfToday(newest), { stack, directory, aws });
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
