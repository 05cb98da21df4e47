import { TerraformVariable } from "cdktf";
import { collectProblems, type Problem } from "cdktf-ecs-secrets/core";
import type { ContainerProps } from "cdktf-ecs-secrets/ecs";
import { testStack } from "../support/synth";
import { image, taskIn } from "./support/fixtures";
import { containers, Existing, one, TLS_KEY } from "./support/secret-files";

describe("bad secretFiles", () => {
  it.each<[string, (existing: Existing) => Partial<ContainerProps>, string]>([
    [
      "two files at one path",
      (e) => ({ secretFiles: { "/run/s/a": e.secret(), "/run/s//a": e.parameter() } }),
      "`secretFiles` must name each file once, got two files at /run/s/a. Remove one, or put it under another name. [ecs-secret-file-unique]",
    ],
    [
      "a relative path",
      (e) => ({ secretFiles: { "secrets/tls.key": e.secret() } }),
      '`secretFiles` must be the absolute path of a file, without `..`, `.`, `//`, `:`, control characters or a `/` at its end, got "secrets/tls.key". Write it like /run/secrets/tls.key. [ecs-secret-file-path]',
    ],
    [
      "a file below a file",
      (e) => ({ secretFiles: { "/run/s/a": e.secret(), "/run/s/a/b": e.secret() } }),
      "`secretFiles` must not lie below another file, got /run/s/a/b below the file /run/s/a. Rename one of the two. [ecs-secret-file-directory]",
    ],
    [
      "a file whose volume would hide the image",
      (e) => ({ secretFiles: { "/etc/tls.key": e.secret() } }),
      "`secretFiles` must lie in a directory of its own: the volume hides everything that the image has in that directory, got /etc/tls.key, which would hide /etc. Use a directory such as /run/secrets. [ecs-secret-file-hides]",
    ],
    [
      "a mount in the way",
      (e) => ({ ...{ secretFiles: one(e) }, mounts: { "/run/secrets/c": { volume: "c" } } }),
      "`secretFiles` must lie in directories that no mount replaces, needs a folder in, or holds read-only, got files in /run/secrets with a mount at /run/secrets/c. Move the files or the mount. [ecs-secret-file-mount]",
    ],
    [
      "a JSON key",
      (e) => ({ secretFiles: { "/run/s/a": e.secret(TLS_KEY, { jsonKey: "password" }) } }),
      '`secretFiles["/run/s/a"]` must be a whole secret: nothing in the AWS CLI\'s image can take JSON apart byte by byte, got the JSON key password. Give the key a secret of its own, deliver it as a variable, or read JSON in the app. [ecs-secret-file-whole]',
    ],
    [
      "two version selectors",
      (e) => ({
        secretFiles: { "/run/s/a": e.secret(TLS_KEY, { versionStage: "A", versionId: "b" }) },
      }),
      '`secretFiles["/run/s/a"]` must select a version by `versionStage` or by `versionId`, not by both, got stage A and id b. Remove one; without either the current version is read. [ecs-secret-version-selector]',
    ],
    [
      "a user's name",
      (e) => ({ secretFiles: one(e), user: "app" }),
      '`user` must be the number of a user (or USER:GROUP) where there are `secretFiles`, got "app". The files belong to this user, whose name only the application\'s image knows: write its number, such as 1000 or 1000:1000. [ecs-secret-file-owner]',
    ],
    [
      "a timeout that Fargate does not take",
      (e) => ({ secretFiles: one(e), secretFilesOptions: { startTimeoutSeconds: 121 } }),
      "`secretFilesOptions.startTimeoutSeconds` must be a whole number of seconds from 2, on Fargate to 120, got 121. Leave it out for 120. [ecs-secret-files-timeout]",
    ],
  ])("refuses %s, with path, prop, rule, value and remedy", (_what, props, message) => {
    const stack = testStack();
    const add = (): unknown =>
      taskIn(stack).addContainer("web", { image, ...props(new Existing(stack)) });

    expect(add).toThrow(new Error(`test/task/web: ${message}`));
  });

  it("refuses a path that only Terraform knows", () => {
    const stack = testStack();
    const path = new TerraformVariable(stack, "path", { type: "string" }).stringValue;
    const secretFiles = { [path]: new Existing(stack).secret() };

    expect(() => taskIn(stack).addContainer("web", { image, secretFiles })).toThrow(
      "test/task/web: `secretFiles` must be known when the app is synthesized",
    );
  });

  it("refuses a network mode without a network", () => {
    const none = { compatibility: "EC2", networkMode: "none" } as const;

    expect(() => containers(one, {}, none)).toThrow(
      "test/task/web: `networkMode` must be a mode with a network where there are `secretFiles`",
    );
  });

  it("refuses a name that leaves no room for the init container's", () => {
    const stack = testStack();
    const name = "a".repeat(243);

    expect(() =>
      taskIn(stack).addContainer(name, { image, secretFiles: one(new Existing(stack)) }),
    ).toThrow("`name` must leave room for the `-secret-files` of its init container");
  });

  it("refuses a platform whose volumes are not encrypted", () => {
    expect(() => containers(one, {}, { platformVersion: "1.3.0" })).toThrow(
      "1.3.0, but an encrypted volume for secret files needs 1.4.0",
    );
  });

  it("refuses more files than a task definition holds", () => {
    const paths = Array.from({ length: 800 }, (_, index) => `/run/secrets/${index}`);

    expect(() =>
      containers((existing) => {
        const secret = existing.secret();
        return Object.fromEntries(paths.map((path) => [path, secret]));
      }),
    ).toThrow(/at most 65536 bytes in all/);
  });

  it("goes on after a problem where somebody collects them", () => {
    // GIVEN
    const stack = testStack();
    const problems: readonly Problem[] = collectProblems(stack);
    const secret = new Existing(stack).secret();

    // WHEN
    const secretFiles = { "tls.key": secret, "/a//b": secret, "/a/b": secret, "/": secret };
    taskIn(stack).addContainer("web", { image, user: "app", secretFiles });

    // THEN
    const rules = new Set(problems.map(({ rule }) => rule));
    expect([...rules].sort()).toEqual(
      expect.arrayContaining([
        "ecs-secret-file-owner",
        "ecs-secret-file-path",
        "ecs-secret-file-unique",
      ]),
    );
  });
});
