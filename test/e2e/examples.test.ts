import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Command, expectExitZero } from "../support/command";
import { describeWith } from "../support/requires";

const root = path.resolve(__dirname, "../..");
const examples = readdirSync(path.join(root, "examples")).filter((name) =>
  existsSync(path.join(root, "examples", name, "main.ts")),
);

/** What an example is there for, beyond that its secrets arrive. */
const ALSO_SEEN: Readonly<Record<string, readonly RegExp[]>> = {
  // The check of `objects` fails when the execution role may read them, too.
  "encrypted-bucket": [/^web +objects +CERTIFICATES +\S+ +yes/m, /^web +environment file .* yes/m],
  rotation: [/^Rotated 3 times: .* and Terraform plans nothing\.$/m],
  "secret-files": [/wrote 2 files into the volume; their bytes equal the secrets' bytes/],
};

describeWith("npm run example", ["terraform", "emulator", "provider", "aws"], () => {
  it.each(examples)(
    "%s is applied, delivered, clean in a second plan and free of leaks",
    async (name) => {
      const command = new Command("npm", ["run", "--silent", "example", "--", name], {
        cwd: root,
        env: process.env,
      });
      const { output } = expectExitZero(await command.ended);
      expect(output).toMatch(/^secrets +(\d+) of \1 delivered$/m);
      expect(output).toMatch(/^second plan +no changes$/m);
      expect(output).toMatch(/^leaks +.*: none found$/m);
      for (const line of ALSO_SEEN[name] ?? []) expect(output).toMatch(line);
    },
    300_000,
  );

  it("names the examples when asked for another", async () => {
    const command = new Command("npm", ["run", "--silent", "example", "--", "../test"], {
      cwd: root,
      env: process.env,
    });
    const { code, output } = await command.ended;
    expect(code).toBe(1);
    expect(output).toContain('There is no example "../test".');
    for (const name of examples) expect(output).toContain(`npm run example -- ${name}`);
  });
});

it.each(examples)("%s has a picture, and an app that fits a screen", (name) => {
  const read = (file: string): string =>
    readFileSync(path.join(root, "examples", name, file), "utf8");
  expect(read("README.md")).toContain("```mermaid");
  expect(read("main.ts").split("\n").length).toBeLessThanOrEqual(60);
});
