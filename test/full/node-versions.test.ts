import { readdirSync } from "node:fs";
import path from "node:path";
import { spawnSync } from "node:child_process";
import {
  filesOfDocument,
  makeTarballs,
  projectWith,
  removeOutside,
  run,
  tarballOf,
  write,
} from "../package/tarballs";

jest.setTimeout(600_000);
beforeAll(makeTarballs);
afterAll(removeOutside);

const MAIN = filesOfDocument("docs/install.md").get("main.ts") ?? "";
const SETTINGS = { module: "node16", moduleResolution: "node16", target: "ES2022", strict: true };

/** The lines of Node that are supported; the npm package of each brings its binary for this machine. */
const LINES = ["20", "22", "24"];
const BINARY = `node-${process.platform}-${process.arch}`;

describe("what is published", () => {
  let project: string;
  beforeAll(() => {
    const nodes = LINES.map((line) => `node${line}@npm:${BINARY}@${line}`);
    project = projectWith([
      "cdktf@0.21.0",
      "constructs@10.7.2",
      "@cdktf/provider-aws@20.1.0",
      "typescript@5.9",
      "@types/node@20",
      ...nodes,
      tarballOf("cdktf-ecs-secrets"),
      tarballOf("ecs-secrets"),
    ]);
    write(project, "main.ts", MAIN);
    const compilerOptions = { ...SETTINGS, skipLibCheck: true, types: ["node"] };
    write(project, "tsconfig.json", JSON.stringify({ compilerOptions, include: ["main.ts"] }));
    run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], project);
  });

  describe.each(LINES)("on Node %s", (line) => {
    const node = (...args: readonly string[]): ReturnType<typeof spawnSync> =>
      spawnSync(path.join(project, `node_modules/node${line}/bin/node`), args, {
        cwd: project,
        encoding: "utf8",
        env: { ...process.env, NODE_OPTIONS: "" },
      });
    const cli = (...args: readonly string[]): ReturnType<typeof spawnSync> =>
      node("node_modules/ecs-secrets/dist/cli/src/main.js", ...args);

    it("is that Node", () => {
      expect(node("--version").stdout).toMatch(new RegExp(`^v${line}\\.`));
    });

    it("tells its version and its help, and refuses a typing mistake", () => {
      expect(cli("--version")).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
        stderr: "",
      });
      expect(cli("--help")).toMatchObject({
        status: 0,
        stdout: expect.stringContaining("review"),
        stderr: "",
      });
      expect(cli("nonsense")).toMatchObject({
        status: 1,
        stdout: "",
        stderr: expect.stringContaining("nonsense"),
      });
    });

    it("synthesizes the app of the install page, without a warning", () => {
      const outdir = `cdktf.out.${line}`;
      const { status, stderr } = spawnSync(
        path.join(project, `node_modules/node${line}/bin/node`),
        ["main.js"],
        { cwd: project, encoding: "utf8", env: { ...process.env, CDKTF_OUTDIR: outdir } },
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(readdirSync(path.join(project, outdir, "stacks"))).toEqual(["shop"]);
    });
  });
});
