import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findTerraform } from "../../../cli/src/terraform";
import { readCliConfig } from "../../../cli/src/terraform/cli-config";
import { impliedFolders } from "../../../cli/src/terraform/implied-mirrors";
import { ADDRESS, find, home, root, unpacked } from "./mirror-places";

function written(text: string, name = "own.tfrc"): string {
  const file = path.join(root, name);
  writeFileSync(file, text);
  return file;
}

const read = (text: string): ReturnType<typeof readCliConfig> =>
  readCliConfig(written(text), { CACHES: "/caches" });

const DIRECT = "provider_installation {\n  direct {}\n}\n";

describe("what a file says that configures Terraform", () => {
  const second = `
provider_installation {
  filesystem_mirror {
    include = ["example.com/*/*"]
    path    = "/one"
  }
  filesystem_mirror {
    path    = "/two"
    include = ["registry.terraform.io/hashicorp/*"]
  }
  direct {
    exclude = ["example.com/*/*", "registry.terraform.io/hashicorp/*"]
  }
}`;

  it.each<[string, string, readonly string[]]>([
    ["several mirrors, with what looks like comments", second, ["/one", "/two"]],
    [
      "several in a list of JSON",
      '{"provider_installation":[{"filesystem_mirror":[{"path":"/one","include":["a/b"]},{"path":"/two"}]}]}',
      ["/one", "/two"],
    ],
    [
      "several of one name in JSON",
      '{"provider_installation":{"filesystem_mirror":{"path":"/one"}},"provider_installation":{"filesystem_mirror":{"path":"/two"}}}',
      ["/one", "/two"],
    ],
    [
      "names in quotes and in capitals",
      '"provider_installation" { Filesystem_Mirror { "PATH" = "/one" } }',
      ["/one"],
    ],
    [
      "escapes and braces within quotes",
      'provider_installation { filesystem_mirror { path = "\\x2fo\\u006e\\145" include = ["${a("/*")}"] } }',
      ["/one"],
    ],
    [
      "a comment between any two words",
      'provider_installation /* { */ { # }\n filesystem_mirror { // }\n path /**/ = /* = */ "/one" } }',
      ["/one"],
    ],
    [
      "a text over several lines",
      `credentials "example.com" {\n  token = <<-END\n    }}} /* "\n    END\n}\n${second}`,
      ["/one", "/two"],
    ],
  ])("has %s", (_, text, mirrors) => {
    expect(read(text)).toMatchObject({ decides: true, mirrors, overrides: [], caches: [] });
  });

  it("has folders of providers in development, and a cache by a variable", () => {
    const text = `plugin_cache_dir = "$CACHES/\${NONE}all"
provider_installation { dev_overrides { "hashicorp/aws" = "/dev/aws" } }`;
    expect(read(text)).toMatchObject({ overrides: ["/dev/aws"], caches: ["/caches/all"] });
  });

  it.each([
    ["in a comment", "# provider_installation { direct {} }\n"],
    ["in a comment that ends elsewhere", `/*/ ${DIRECT} */`],
    ["in quotes", 'credentials "a" { token = "provider_installation { direct {} }" }'],
    ["as an argument", "provider_installation = { direct {} }\n"],
    ["in another block", 'credentials "a" { provider_installation { direct {} } }'],
  ])("decides nothing %s", (_, text) => {
    expect(read(text).decides).toBe(false);
  });

  it.each([
    ["is cut off", "provider_installation {\n  direct {}\n", "Line 3 cannot be read."],
    ["has a comment without an end", `${DIRECT}/* CANARY`, "Line 4 cannot be read."],
    ["has a quote without an end", `${DIRECT}x = "CANARY\n"\n`, "Line 4 cannot be read."],
    ["has an escape of its own", 'x = "CANARY\\q"', "Line 1 cannot be read."],
    ["begins with a mark", `\u{FEFF}${DIRECT}`, "Line 1 cannot be read."],
    ["is JSON cut off", '{"x": "CANARY"', "It begins as JSON does, and is none."],
    ["has an escape of JSON alone", '{"x": "CANARY\\/"}', "Line 1 cannot be read."],
  ])("is refused where Terraform would go on without it: it %s", (_, text, why) => {
    const refused = (): unknown => read(text);
    expect(refused).toThrow(
      expect.objectContaining({
        message: `${path.join(root, "own.tfrc")} cannot be read as a configuration of Terraform.`,
        reason: `${why} Terraform would go on without it, and take providers from elsewhere.`,
      }),
    );
    expect(refused).toThrow(expect.not.objectContaining({ reason: /CANARY/ }));
  });
});

describe("where Terraform's configuration is", () => {
  const inRoot = async <T>(work: () => Promise<T>): Promise<T> => {
    const before = process.cwd();
    process.chdir(root);
    try {
      return await work();
    } finally {
      process.chdir(before);
    }
  };

  it.each(["TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG"])(
    "is meant from the working directory: a relative %s",
    async (variable) => {
      const file = written(DIRECT);
      const source = await inRoot(() => find({ [variable]: "own.tfrc" }));
      expect(source).toMatchObject({ kind: "user-config", cliConfigFile: file });
    },
  );

  it("is no file of the older name beside one of the newer", async () => {
    const file = written(DIRECT);
    const other = written("", "other.tfrc");
    const env = { TF_CLI_CONFIG_FILE: file, TERRAFORM_CONFIG: other };
    expect(await find(env)).toMatchObject({ cliConfigFile: file });
  });

  it("is none where the variable is empty", async () => {
    expect(await find({ TF_CLI_CONFIG_FILE: "", TERRAFORM_CONFIG: "" })).toMatchObject({
      kind: "registry",
    });
  });

  it("is not the working directory where HOME is empty", async () => {
    if (process.platform !== "linux") return;
    written(DIRECT, ".terraformrc");
    const folder = path.join(root, ".terraform.d", "plugins");
    unpacked(folder, "0.0.1");
    chmodSync(folder, 0o777);
    const source = await inRoot(() => find({ HOME: "" }, [], "0.0.1"));
    expect(source.description).not.toContain(root);
    const own = path.join(os.userInfo().homedir, ".terraform.d", "plugins");
    expect(impliedFolders({ HOME: "" })[0]).toBe(own);
  });

  it("is an absolute path for XDG alone, and an empty variable is none", async () => {
    if (process.platform !== "linux") return;
    const places = [path.join(root, "relative"), path.join(home, ".local", "share")];
    const [relative = "", own = ""] = places.map((place) => path.join(place, "terraform/plugins"));
    for (const place of [relative, own]) unpacked(place, "5.100.0");
    for (const XDG_DATA_HOME of ["", "relative"]) {
      const env = { XDG_DATA_HOME, XDG_DATA_DIRS: "relative" };
      expect(await inRoot(() => find(env))).toMatchObject({ mirror: own });
    }
  });

  it.each([
    ["TF_CLI_CONFIG_FILE", () => path.join(root, "pipe")],
    ["the file in the home", () => path.join(home, ".terraformrc")],
  ])("is refused where it is a pipe: %s", async (name, file) => {
    if (process.platform === "win32") return;
    execFileSync("mkfifo", [file()]);
    // Who reads it all the same does not wait for ever.
    const writer = spawn("sh", ["-c", 'while :; do : > "$0"; done', file()], { stdio: "ignore" });
    const env = name.startsWith("TF_") ? { TF_CLI_CONFIG_FILE: file() } : {};
    try {
      await expect(find(env)).rejects.toMatchObject({
        message: `${file()} cannot configure Terraform.`,
      });
      if (name.startsWith("TF_")) {
        const started = findTerraform({ PATH: process.env["PATH"], ...env });
        await expect(started).rejects.toThrow("cannot configure Terraform");
      }
    } finally {
      writer.kill("SIGKILL");
    }
  });

  it("may be a link, or the null device", async () => {
    if (process.platform === "win32") return;
    const link = path.join(root, "link.tfrc");
    symlinkSync(written(DIRECT), link);
    for (const file of [link, os.devNull]) {
      expect(await find({ TF_CLI_CONFIG_FILE: file })).toMatchObject({ cliConfigFile: file });
    }
  });

  it("keeps JSON out of what is written beside a mirror, whatever its name", async () => {
    writeFileSync(path.join(home, ".terraformrc"), '{"disable_checkpoint": true}');
    unpacked(path.join(root, "prefix"), "5.100.0");
    const { cliConfigFile = "" } = await find({}, [path.join(root, "prefix")]);
    expect(readFileSync(cliConfigFile, "utf8")).toMatch(/^provider_installation \{/);
  });
});

describe("a cache of providers that others may write to", () => {
  const cache = (): string => path.join(root, "cache");

  beforeEach(() => unpacked(cache(), "5.100.0"));

  it.each<[string, () => NodeJS.ProcessEnv]>([
    ["TF_PLUGIN_CACHE_DIR", () => ({ TF_PLUGIN_CACHE_DIR: cache() })],
    [
      "TF_CLI_CONFIG_FILE",
      () => ({
        CACHES: root,
        TF_CLI_CONFIG_FILE: written(`plugin_cache_dir = "$CACHES/cache"\n${DIRECT}`),
      }),
    ],
    [
      "a file of the home",
      () => {
        mkdirSync(path.join(home, ".terraform.d"));
        const file = path.join(home, ".terraform.d", "more.tfrc");
        writeFileSync(file, `plugin_cache_dir = ${JSON.stringify(cache())}\n`);
        return {};
      },
    ],
  ])("is refused: %s", async (_, env) => {
    if (process.platform === "win32") return;
    const named = env();
    expect((await find(named)).kind).not.toBe("mirror");
    chmodSync(path.join(cache(), ...ADDRESS, "5.100.0"), 0o777);
    await expect(find(named)).rejects.toMatchObject({
      message: `The provider cache "${cache()}" is refused.`,
      reason: expect.stringContaining("every user may write to"),
    });
  });

  it("does not count where the variable names another, or an empty one", async () => {
    if (process.platform === "win32") return;
    chmodSync(cache(), 0o777);
    const own = path.join(root, "own cache");
    mkdirSync(own);
    const file = written(`plugin_cache_dir = ${JSON.stringify(cache())}\n${DIRECT}`);
    const env = { TF_CLI_CONFIG_FILE: file };
    expect(await find({ ...env, TF_PLUGIN_CACHE_DIR: own })).toMatchObject({ kind: "user-config" });
    await expect(find({ ...env, TF_PLUGIN_CACHE_DIR: "" })).rejects.toThrow("is refused");
  });
});

it("follows a relative path in a file from where Terraform runs", async () => {
  if (process.platform === "win32") return;
  const stack = path.join(root, "stack");
  unpacked(path.join(stack, "mirror"), "5.100.0");
  chmodSync(path.join(stack, "mirror"), 0o777);
  const mirror = 'provider_installation { filesystem_mirror { path = "mirror" } }';
  const env = { TF_CLI_CONFIG_FILE: written(mirror) };
  expect(await find(env)).toMatchObject({ kind: "user-config" });
  await expect(find(env, [], "5.100.0", stack)).rejects.toThrow(
    'The provider mirror "mirror" is refused.',
  );
});
