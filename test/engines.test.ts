import { spawnSync } from "node:child_process";
import path from "node:path";

jest.setTimeout(60_000);

it("`npm ci` warns of no package that wants another Node", () => {
  // Resolves the lock file and installs nothing.
  const dry = ["ci", "--dry-run", "--ignore-scripts", "--offline", "--loglevel", "warn"];
  const { status, stderr } = spawnSync("npm", dry, {
    cwd: path.resolve(__dirname, ".."),
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
