import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { Command, expectExitZero, type Ended } from "../support/command";
import { describeWith } from "../support/requires";

const root = path.resolve(__dirname, "../..");
const examples = readdirSync(path.join(root, "examples")).filter((name) =>
  existsSync(path.join(root, "examples", name, "main.ts")),
);

/** What an example is there for, beyond that its secrets arrive. */
const ALSO_SEEN: Readonly<Record<string, readonly RegExp[]>> = {
  // The check of `objects` fails when the execution role may read them, too.
  "encrypted-bucket": [/^web +objects +CERTIFICATES +\S+ +yes/m, /^web +environment file .* yes/m],
  "scheduled-and-migration": [/^network +1 service, 1 schedule, 1 one-off task: nothing keeps/m],
  rotation: [/^Rotated 3 times: .* and Terraform plans nothing\.$/m],
  "secret-files": [/wrote 2 files into the volume; their bytes equal the secrets' bytes/],
};

describeWith("npm run example", ["terraform", "emulator", "provider", "aws"], () => {
  // One local AWS for all of them, as one account holds many applications.
  let starting: Promise<LocalAws> | undefined;
  afterAll(async () => (await starting)?.stop());

  // Several at once: each waits twelve seconds for its key.
  it.concurrent.each(examples)(
    "%s is applied, delivered, clean in a second plan and free of leaks",
    async (name) => {
      starting ??= startLocalAws({
        accountId: "111111111111",
        region: "eu-central-1",
        env: { ...process.env, AWS_ENDPOINT_URL: "" },
      });
      const { endpoint } = await starting;
      const { output } = expectExitZero(await example(name, { AWS_ENDPOINT_URL: endpoint }));
      expect(output).toMatch(/^secrets +(\d+) of \1 delivered$/m);
      expect(output).toMatch(/^second plan +no changes$/m);
      expect(output).toMatch(/^leaks +.*: none found$/m);
      for (const line of ALSO_SEEN[name] ?? []) expect(output).toMatch(line);
    },
    600_000,
  );

  it("names the examples when asked for another", async () => {
    const { code, output } = await example("../test");
    expect(code).toBe(1);
    expect(output).toContain('There is no example "../test".');
    for (const name of examples) expect(output).toContain(`npm run example -- ${name}`);
  });
});

function example(name: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const command = new Command("npm", ["run", "--silent", "example", "--", name], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  return command.ended;
}

it.each(examples)("%s has a picture, and an app that fits a screen", (name) => {
  const read = (file: string): string =>
    readFileSync(path.join(root, "examples", name, file), "utf8");
  expect(read("README.md")).toContain("```mermaid");
  expect(read("main.ts").split("\n").length).toBeLessThanOrEqual(60);
});
