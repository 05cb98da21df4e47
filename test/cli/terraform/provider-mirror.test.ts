import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { ADDRESS, config, find, HERE, home, packed, root, unpacked } from "./mirror-places";

describe("findProviderMirror", () => {
  it.each([
    ["unpacked", unpacked],
    ["packed", packed],
  ])(
    "finds an %s mirror some levels below a prefix and writes the configuration",
    async (_, fill) => {
      const mirror = path.join(root, "prefix", "share", "mirror");
      fill(mirror, "5.100.0");

      const source = await find({}, [path.join(root, "prefix")]);

      expect(source).toMatchObject({ kind: "mirror", mirror, version: "5.100.0" });
      expect(source.description).toContain(mirror);
      const file = source.cliConfigFile ?? "";
      expect(path.dirname(file)).toBe(config);
      expect(statSync(file).mode & 0o077).toBe(0);
      const text = readFileSync(file, "utf8");
      expect(text).toContain(`path    = ${JSON.stringify(mirror)}`);
      expect(text).toContain('include = ["registry.terraform.io/hashicorp/aws"]');
      expect(text).toContain('exclude = ["registry.terraform.io/hashicorp/aws"]');
    },
  );

  it("serves the newest version that satisfies the constraint", async () => {
    const mirror = path.join(root, "mirror");
    for (const version of ["5.9.0", "5.99.1", "5.100.0", "6.2.0"]) unpacked(mirror, version);
    const source = await find({ ECS_SECRETS_PROVIDER_MIRROR: mirror }, [], "~> 5.9");
    expect(source.version).toBe("5.100.0");
  });

  it.each([
    ["Terraform's folder in the home", () => path.join(home, ".terraform.d", "plugins")],
    ["the XDG data home", () => path.join(home, ".local", "share", "terraform", "plugins")],
    ["an XDG data folder", () => path.join(root, "data", "terraform", "plugins")],
  ])("finds it in %s before searching", async (_, folder) => {
    if (process.platform !== "linux") return;
    packed(folder(), "5.100.0");
    unpacked(path.join(root, "prefix"), "5.100.0");
    const source = await find({}, [path.join(root, "prefix")]);
    expect(source).toMatchObject({ kind: "mirror", mirror: folder() });
  });

  it("passes over mirrors without the version or for another machine", async () => {
    unpacked(path.join(root, "prefix", "a-old"), "5.99.0");
    unpacked(path.join(root, "prefix", "b-other"), "5.100.0", "plan9_mips");
    const incomplete = path.join(root, "prefix", "c-incomplete", ...ADDRESS, "5.100.0", HERE);
    mkdirSync(incomplete, { recursive: true });
    writeFileSync(path.join(incomplete, "LICENSE.txt"), "");
    unpacked(path.join(root, "prefix", "d-right"), "5.100.0");
    const source = await find({}, [path.join(root, "prefix")]);
    expect(source.mirror).toBe(path.join(root, "prefix", "d-right"));
  });

  it("falls back to the registry without a configuration of its own", async () => {
    const source = await find();
    expect(source).toEqual({
      kind: "registry",
      description: "the provider hashicorp/aws 5.100.0 comes from the public registry",
    });
  });

  it("ignores a TF_CLI_CONFIG_FILE that is not there", async () => {
    const source = await find({ TF_CLI_CONFIG_FILE: path.join(root, "nonesuch.rc") });
    expect(source.kind).toBe("registry");
  });

  it("leaves everything to the TF_CLI_CONFIG_FILE that is there", async () => {
    const file = path.join(root, "own.rc");
    writeFileSync(file, "");
    const mirror = path.join(root, "mirror");
    unpacked(mirror, "5.100.0");
    const env = { TF_CLI_CONFIG_FILE: file, ECS_SECRETS_PROVIDER_MIRROR: mirror };
    expect(await find(env)).toMatchObject({ kind: "user-config", cliConfigFile: file });
  });

  it("leaves everything to a default configuration that says where providers come from", async () => {
    const file = path.join(home, ".terraformrc");
    writeFileSync(file, "provider_installation {\n  direct {}\n}\n");
    expect(await find()).toMatchObject({ kind: "user-config", cliConfigFile: file });
    writeFileSync(file, 'plugin_cache_dir = "cache"\n');
    expect(await find()).toMatchObject({ kind: "registry" });
  });

  it.each([
    ["a line", "# provider_installation { direct {} }\n"],
    ["a line of the other kind", "  // provider_installation {\n"],
    ["a block", "/*\n  provider_installation {\n    direct {}\n  }\n*/\n"],
  ])("takes no comment for a decision: %s", async (_, comment) => {
    writeFileSync(path.join(home, ".terraformrc"), comment);
    expect(await find()).toMatchObject({ kind: "registry" });
  });

  it("keeps what the user's files say beside the mirror that it found", async () => {
    const [login, cache] = [
      'credentials "registry.example.com" {\n  token = "made-up"\n}\n',
      'plugin_cache_dir = "cache"\n',
    ];
    const folder = path.join(home, ".terraform.d");
    mkdirSync(folder);
    writeFileSync(path.join(home, ".terraformrc"), login);
    writeFileSync(path.join(folder, "more.tfrc"), cache);
    unpacked(path.join(root, "prefix"), "5.100.0");

    const { kind, cliConfigFile = "" } = await find({}, [path.join(root, "prefix")]);

    expect(kind).toBe("mirror");
    const text = readFileSync(cliConfigFile, "utf8");
    expect(text.startsWith(`${login}\n${cache}\nprovider_installation {`)).toBe(true);
    expect(statSync(cliConfigFile).mode & 0o077).toBe(0);
  });

  it("keeps what Terraform finds in its own folders beside the AWS provider", async () => {
    if (process.platform !== "linux") return;
    const folder = path.join(home, ".terraform.d", "plugins");
    mkdirSync(path.join(folder, "registry.terraform.io", "hashicorp", "random"), {
      recursive: true,
    });
    unpacked(path.join(root, "prefix"), "5.100.0");
    const { cliConfigFile = "" } = await find({}, [path.join(root, "prefix")]);
    const text = readFileSync(cliConfigFile, "utf8");
    expect(text).toContain(
      `path    = ${JSON.stringify(folder)}\n    include = ["registry.terraform.io/hashicorp/random"]`,
    );
    expect(text).toContain(
      'exclude = ["registry.terraform.io/hashicorp/aws","registry.terraform.io/hashicorp/random"]',
    );
  });

  it.each<[string, (mirror: string) => string]>([
    ["the mirror", (mirror) => mirror],
    ["a folder on the way", (mirror) => path.join(mirror, "registry.terraform.io")],
    ["the program itself", (mirror) => path.join(mirror, ...ADDRESS, "5.100.0", HERE)],
  ])(
    "takes no program that others could have put there: every user writes to %s",
    async (_, of) => {
      if (process.platform === "win32") return;
      const open = path.join(root, "prefix", "a-open");
      unpacked(open, "5.100.0");
      chmodSync(of(open), 0o777);
      expect(await find({}, [path.join(root, "prefix")])).toMatchObject({ kind: "registry" });

      const own = path.join(root, "prefix", "b-own");
      unpacked(own, "5.100.0");
      expect(await find({}, [path.join(root, "prefix")])).toMatchObject({ mirror: own });

      await expect(find({ ECS_SECRETS_PROVIDER_MIRROR: open })).rejects.toMatchObject({
        message: `The provider mirror "${open}" is refused.`,
        reason: expect.stringContaining("every user may write to"),
      });
    },
  );

  it("takes no program that others could put in the place of a folder above", async () => {
    if (process.platform === "win32") return;
    const shared = path.join(root, "shared");
    const mirror = path.join(shared, "mirror");
    unpacked(mirror, "5.100.0");
    chmodSync(shared, 0o777);
    const env = { ECS_SECRETS_PROVIDER_MIRROR: mirror };
    await expect(find(env)).rejects.toMatchObject({
      reason: expect.stringContaining(`every user may write to "${shared}"`),
    });
    // As in /tmp: what is there stays its owner's.
    chmodSync(shared, 0o1777);
    expect(await find(env)).toMatchObject({ mirror });
  });

  it("takes no program that a link leads to and others may write", async () => {
    if (process.platform === "win32") return;
    const mirror = path.join(root, "mirror");
    const elsewhere = path.join(root, "elsewhere");
    unpacked(mirror, "5.100.0");
    const place = path.join(mirror, ...ADDRESS, "5.100.0", HERE);
    renameSync(place, elsewhere);
    symlinkSync(elsewhere, place);
    const env = { ECS_SECRETS_PROVIDER_MIRROR: mirror };
    expect(await find(env)).toMatchObject({ mirror });
    chmodSync(path.join(elsewhere, "terraform-provider-aws_v5.100.0_x5"), 0o666);
    await expect(find(env)).rejects.toMatchObject({
      reason: expect.stringContaining("every user may write to"),
    });
  });

  it("takes no program that a group of others may write", async () => {
    if (process.getuid?.() !== 0) return;
    const mirror = path.join(root, "mirror");
    unpacked(mirror, "5.100.0");
    const place = path.join(mirror, ...ADDRESS, "5.100.0");
    chmodSync(place, 0o775);
    const env = { ECS_SECRETS_PROVIDER_MIRROR: mirror };
    expect(await find(env)).toMatchObject({ mirror });
    chownSync(place, 0, 12_345);
    await expect(find(env)).rejects.toMatchObject({
      reason: expect.stringContaining("a group of users (12345) may write to"),
    });
  });

  it("takes no program that an access list lets others write", async () => {
    // Only Linux keeps it in this attribute.
    if (process.platform !== "linux" || process.getuid?.() !== 0) return;
    const mirror = path.join(root, "mirror");
    unpacked(mirror, "5.100.0");
    const place = path.join(mirror, ...ADDRESS, "5.100.0");
    // Owner rwx, user 65534 rwx, group r-x, at most rwx, others r-x.
    const list = [1, 7, -1, 2, 7, 65_534, 4, 5, -1, 16, 7, -1, 32, 5, -1];
    const script = `import os, struct, sys
entries = ${JSON.stringify(list)}
data = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *[each & 0xffffffff for each in entries[at:at + 3]]) for at in range(0, len(entries), 3))
os.setxattr(sys.argv[1], "system.posix_acl_access", data)`;
    execFileSync("python3", ["-c", script, place]);
    expect(statSync(place).mode & 0o777).toBe(0o775);
    await expect(find({ ECS_SECRETS_PROVIDER_MIRROR: mirror })).rejects.toMatchObject({
      reason: expect.stringContaining(`an access list may let others write to "${place}"`),
    });
  });

  it.each([
    [
      "a mirror",
      (folder: string) =>
        `provider_installation {\n  filesystem_mirror {\n    path = "${folder}"\n  }\n}\n`,
    ],
    [
      "a mirror behind another one",
      (folder: string) =>
        `provider_installation {\n  filesystem_mirror {\n    include = ["a/b"]\n    path = "/nonesuch"\n  }\n  filesystem_mirror {\n    include = ["hashicorp/aws"]\n    path    = "${folder}"\n  }\n  direct {}\n}\n`,
    ],
    [
      "a mirror in JSON",
      (folder: string) =>
        JSON.stringify({
          provider_installation: [{ filesystem_mirror: [{ path: folder, include: ["*/*"] }] }],
        }),
    ],
    [
      "a provider in development",
      (folder: string) =>
        `provider_installation {\n  dev_overrides {\n    "hashicorp/aws" = "${folder}"\n  }\n  direct {}\n}\n`,
    ],
  ])(
    "takes no program that others may write from %s in the user's own configuration",
    async (_, text) => {
      if (process.platform === "win32") return;
      const mirror = path.join(root, "own mirror");
      unpacked(mirror, "5.100.0");
      const file = path.join(root, "own.tfrc");
      writeFileSync(file, text(mirror));
      const env = { TF_CLI_CONFIG_FILE: file };
      expect(await find(env)).toMatchObject({ kind: "user-config", cliConfigFile: file });
      chmodSync(path.join(mirror, ...ADDRESS, "5.100.0"), 0o777);
      await expect(find(env)).rejects.toMatchObject({
        message: `The provider mirror "${mirror}" is refused.`,
        reason: expect.stringContaining("every user may write to"),
      });
    },
  );

  it("takes no program that a group of others could put in the place of a folder above", async () => {
    if (process.getuid?.() !== 0) return;
    const shared = path.join(root, "shared");
    const mirror = path.join(shared, "mirror");
    unpacked(mirror, "5.100.0");
    chmodSync(shared, 0o775);
    const env = { ECS_SECRETS_PROVIDER_MIRROR: mirror };
    chownSync(shared, 0, 12_345);
    await expect(find(env)).rejects.toMatchObject({
      reason: expect.stringContaining(`a group of users (12345) may write to "${shared}"`),
    });
    // A group of nobody but this user, as Debian's staff over /usr/local.
    chownSync(shared, 0, 0);
    expect(await find(env)).toMatchObject({ mirror });
  });

  it.each([
    ["the mirror itself", (mirror: string) => mirror],
    ["a folder in it", (mirror: string) => path.join(mirror, "registry.terraform.io")],
  ])("takes no program by a link that others could lead elsewhere: %s", async (_, of) => {
    if (process.getuid?.() !== 0) return;
    const shared = path.join(root, "shared");
    const mirror = path.join(shared, "mirror");
    unpacked(mirror, "5.100.0");
    const linked = of(mirror);
    renameSync(linked, path.join(root, "elsewhere"));
    symlinkSync(path.join(root, "elsewhere"), linked);
    const env = { ECS_SECRETS_PROVIDER_MIRROR: mirror };
    expect(await find(env)).toMatchObject({ mirror });
    // Who owns a link in a folder like /tmp may replace it.
    chmodSync(path.dirname(linked), 0o1777);
    expect(await find(env)).toMatchObject({ mirror });
    lchownSync(linked, 12_345, 12_345);
    await expect(find(env)).rejects.toMatchObject({
      reason: expect.stringContaining(`"${linked}" belongs to another user (12345)`),
    });
    lchownSync(linked, 0, 0);
    chmodSync(path.dirname(linked), 0o777);
    await expect(find(env)).rejects.toMatchObject({
      reason: expect.stringContaining("every user may write to"),
    });
  });

  it("takes no program of another user", async () => {
    // Only the administrator can give a file away.
    if (process.getuid?.() !== 0) return;
    const foreign = path.join(root, "mirror");
    unpacked(foreign, "5.100.0");
    chownSync(path.join(foreign, ...ADDRESS, "5.100.0"), 12_345, 12_345);
    await expect(find({ ECS_SECRETS_PROVIDER_MIRROR: foreign })).rejects.toMatchObject({
      reason: expect.stringContaining("belongs to another user (12345)"),
    });
  });

  it("takes no program behind several links, one of which others could lead elsewhere", async () => {
    if (process.platform === "win32") return;
    const mirror = path.join(root, "mirror");
    const shared = path.join(root, "shared");
    unpacked(mirror, "5.100.0");
    mkdirSync(shared);
    const place = path.join(mirror, ...ADDRESS, "5.100.0", HERE);
    renameSync(place, path.join(root, "elsewhere"));
    symlinkSync(path.join(root, "elsewhere"), path.join(shared, "hop"));
    symlinkSync(path.join(shared, "hop"), place);
    const env = { ECS_SECRETS_PROVIDER_MIRROR: mirror };
    expect(await find(env)).toMatchObject({ mirror });
    chmodSync(shared, 0o777);
    await expect(find(env)).rejects.toMatchObject({
      reason: expect.stringContaining(`every user may write to "${shared}"`),
    });
  });

  it("takes no program of which it cannot tell who may write to it", async () => {
    if (process.platform === "win32") return;
    const mirror = path.join(root, "mirror");
    unpacked(mirror, "5.100.0");
    symlinkSync(path.join(root, "nowhere"), path.join(mirror, ...ADDRESS, "loose"));
    await expect(find({ ECS_SECRETS_PROVIDER_MIRROR: mirror })).rejects.toMatchObject({
      message: `The provider mirror "${mirror}" is refused.`,
      reason: expect.stringContaining("cannot be told (ENOENT)"),
    });
  });

  it("says what the mirror that was named lacks", async () => {
    const mirror = path.join(root, "mirror");
    const env = { ECS_SECRETS_PROVIDER_MIRROR: mirror };
    await expect(find(env)).rejects.toMatchObject({
      message: `The provider mirror "${mirror}" does not serve hashicorp/aws 5.100.0 for ${HERE}.`,
      reason: expect.stringContaining('no folder "registry.terraform.io/hashicorp/aws"'),
      remedy: expect.arrayContaining([
        expect.stringContaining("unset ECS_SECRETS_PROVIDER_MIRROR"),
      ]),
    });

    unpacked(mirror, "5.99.0");
    packed(mirror, "5.100.0", "plan9_mips");
    await expect(find(env)).rejects.toMatchObject({
      reason: expect.stringContaining(`It holds 5.100.0 for plan9_mips, 5.99.0 for ${HERE}.`),
    });
  });
});
