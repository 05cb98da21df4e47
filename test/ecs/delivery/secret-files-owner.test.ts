import { TerraformVariable } from "cdktf";
import type { ContainerProps } from "cdktf-ecs-secrets/ecs";
import { testStack } from "../../support/synth";
import { containersOf, image, taskIn } from "../support/fixtures";
import { containers, Existing, one } from "../support/secret-files";

describe("whom secret files belong to", () => {
  it("tells the script whom the files belong to", () => {
    const { init, app } = containers(one, { user: "1000:1000" });

    expect(init["environment"]).toEqual([{ name: "FILES_OWNER", value: "1000:1000" }]);
    expect([init["user"], app["user"]]).toEqual(["0", "1000:1000"]);
  });

  it("tells the script whom they belong to by an override, which has the last word", () => {
    const { init, app } = containers(one, { overrides: { user: "33" } });

    expect(init["environment"]).toEqual([{ name: "FILES_OWNER", value: "33" }]);
    expect(app["user"]).toBe("33");
  });

  it("leaves an owner that only Terraform knows to the script", () => {
    const stack = testStack();
    const user = new TerraformVariable(stack, "uid", { type: "string" }).stringValue;
    taskIn(stack).addContainer("web", { image, user, secretFiles: one(new Existing(stack)) });

    const [init = {}] = containersOf(stack);
    expect(init["environment"]).toEqual([
      { name: "FILES_OWNER", value: expect.stringMatching(/^\$\{local\./) },
    ]);
  });

  it.each<[string, (existing: Existing) => Partial<ContainerProps>, string]>([
    [
      "files of nobody",
      (e) => ({ secretFiles: one(e), user: undefined }),
      "`user` must be given where there are `secretFiles`: they belong to this user alone, and the image may run as another one than root, got none. `docker image inspect --format '{{.Config.User}}' IMAGE` prints the image's; write its number, such as 1000, or 0 for root. [ecs-secret-file-user]",
    ],
    [
      "a user's name in an override",
      (e) => ({ secretFiles: one(e), overrides: { user: "app" } }),
      '`user` must be the number of a user (or USER:GROUP) where there are `secretFiles`, got "app". The files belong to this user, whose name only the application\'s image knows: write its number, such as 1000 or 1000:1000. [ecs-secret-file-owner]',
    ],
    [
      "a user's name",
      (e) => ({ secretFiles: one(e), user: "app" }),
      '`user` must be the number of a user (or USER:GROUP) where there are `secretFiles`, got "app". The files belong to this user, whose name only the application\'s image knows: write its number, such as 1000 or 1000:1000. [ecs-secret-file-owner]',
    ],
  ])("is refused as %s", (_what, props, message) => {
    const stack = testStack();
    const add = (): unknown =>
      taskIn(stack).addContainer("web", { image, user: "1000", ...props(new Existing(stack)) });

    expect(add).toThrow(new Error(`test/task/web: ${message}`));
  });
});
