import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AwsClients } from "../../cli/src/aws";
import { startLocalAws, type LocalAws } from "../../cli/src/local-aws";
import { Command, type Ended } from "../support/command";
import { ProcessWatch } from "../support/process-watch";
import { ProjectCopy } from "../support/project-copy";
import { describeWith } from "../support/requires";

jest.setTimeout(300_000);

const VALUE = "the-value-of-orders-api-key";
const PARAMETER = "/orders/dev/api-key";

// Against AWS as the commands see it: an endpoint and credentials in the environment, no override of any kind.
describeWith("review, then apply exactly that plan", ["terraform", "emulator", "provider"], () => {
  const copy = new ProjectCopy();
  let aws: LocalAws;
  let clients: AwsClients;

  beforeAll(async () => {
    aws = await startLocalAws({
      accountId: "111111111111",
      region: "eu-central-1",
      env: { ...process.env, AWS_ENDPOINT_URL: "" },
    });
    clients = new AwsClients(aws.clientConfig);
  }, 300_000);

  afterAll(async () => {
    clients?.destroy();
    await aws?.stop();
    copy.remove();
  });

  it("reviews without a value, and says which one the apply needs", async () => {
    const { code, output } = await run("review", ["dev", "--save-plans", "plans"]);
    expect(output).toContain("`TF_VAR_orders_api_key`");
    expect(code).toBe(0);
    // As secret as the state.
    expect(statSync(path.join(copy.folder, "plans")).mode & 0o777).toBe(0o700);
    expect(copy.temporaryFiles()).toEqual([]);
  });

  it("changes nothing while the value is missing", async () => {
    for (const value of ["", "placeholder-for-planning-never-written"]) {
      const { code, output } = await apply({ TF_VAR_orders_api_key: value });
      // Before all else, behind the lines with which npm begins.
      const [first] = output.split("\n").filter((line) => line !== "" && !line.startsWith("> "));
      expect(first).toBe(`Set TF_VAR_orders_api_key: this apply writes parameter ${PARAMETER}`);
      expect(output).toContain("Nothing was changed.");
      expect(code).toBe(1);
    }
    await expect(stored()).rejects.toThrow(/not found|ParameterNotFound/i);
  });

  it("applies exactly that plan with the real value, which only Terraform and who was given it have", async () => {
    const watch = new ProcessWatch([VALUE]);
    const { code, output } = await apply({ TF_VAR_orders_api_key: VALUE });
    watch.stop();
    expect([...watch.inArguments]).toEqual([]);
    // npm and the command have it from whoever typed it; the app, Terraform's other subcommands and the watchdog do not.
    const given =
      /npm|^sh -c .*ecs-secrets|cli\/src\/main\.ts|terraform (plan|apply) |terraform-provider-aws|^\/bin\/sh -c (exit 0|echo A value)/;
    expect([...watch.inEnvironment].filter((program) => !given.test(program))).toEqual([]);
    expect([...watch.seen]).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^\S*node .* main\.ts$|tsx .*main\.ts/),
        expect.stringMatching(/terraform init/),
        expect.stringMatching(/terraform apply/),
      ]),
    );
    expect(output).toMatch(/^dev +\d+ +0 +0$/m);
    expect(output).not.toContain(VALUE);
    expect(code).toBe(0);
    expect(await stored()).toBe(VALUE);
  });

  it("finds nothing to do afterwards, without a value", async () => {
    const { code } = await run("review", ["dev"]);
    expect(code).toBe(0);
    const { stacks } = JSON.parse(
      readFileSync(path.join(copy.folder, "report", "report.json"), "utf8"),
    ) as { stacks: { changes: unknown[]; drift: unknown[]; valuesNeeded: unknown[] }[] };
    expect(stacks).toMatchObject([{ changes: [], drift: [], valuesNeeded: [] }]);
    const same = await run("verify", ["dev"]);
    expect(same.code).toBe(0);
  });

  it("refuses a plan that does anything else than was reviewed", async () => {
    // GIVEN
    copy.edit("environments/dev.ts", (text) =>
      text.replace(/revisions: \{.*?\}/s, 'revisions: { "api-key": 2 }'),
    );

    // WHEN
    const verified = await run("verify", ["dev"]);
    const applied = await run("apply", ["dev"], { TF_VAR_orders_api_key: "another-value" });

    // THEN
    for (const { code, output } of [verified, applied]) {
      expect(output).toContain("The plan of dev is not what was reviewed.");
      expect(output).toMatch(/not reviewed: update .*api-key/);
      expect(code).toBe(2);
    }
    expect(await stored()).toBe(VALUE);
  });

  it("plans again and applies, where the plan was not kept and does the same", async () => {
    // GIVEN
    await run("review", ["dev"]);

    // WHEN
    const { code } = await run("apply", ["dev"], { TF_VAR_orders_api_key: "another-value" });

    // THEN
    expect(code).toBe(0);
    expect(await stored()).toBe("another-value");
  });

  it("refuses a saved plan of another configuration, though it looks the same and the folder is as reviewed", async () => {
    // GIVEN
    await run("review", ["dev", "--save-plans", "plans"]);
    copy.edit("environments/environment-stack.ts", (text) =>
      text.replace(
        "this.key = new EncryptionKey(",
        'this.addOverride("locals.tone", "other");\n    this.key = new EncryptionKey(',
      ),
    );
    await run("review", ["dev"]);

    // WHEN
    const { code, output } = await apply({ TF_VAR_orders_api_key: "another-value" });

    // THEN
    expect(output).toContain("the configuration is another one");
    expect(code).toBe(2);
  });

  describe("what another job has synthesized", () => {
    const folder = path.join(copy.folder, "cdktf.out", "stacks", "dev");
    const file = path.join(folder, "cdk.tf.json");
    let reviewedFile: string;

    beforeAll(async () => {
      await run("review", ["dev"]);
      reviewedFile = readFileSync(file, "utf8");
      // Providers that were handed over, too: a file in their place fails whoever uses them.
      rmSync(path.join(folder, ".terraform"), { recursive: true });
      writeFileSync(path.join(folder, ".terraform"), "not a folder");
    });

    afterEach(() => writeFileSync(file, reviewedFile));

    // Afterwards there is nothing left to do.
    it.each(["verify", "apply"])("is %s'd as it was reviewed, and no app runs", async (script) => {
      const { code, output } = await handedOver(script);
      expect({ code, output }).toMatchObject({ code: 0 });
    });

    it.each(["apply", "verify"])(
      "starts no program by %s where it is another one",
      async (script) => {
        // GIVEN
        const mark = path.join(copy.temporary, "was-run");
        const external = { evil: { program: ["touch", mark] } };
        const stack = JSON.parse(reviewedFile) as { data?: object };
        writeFileSync(file, JSON.stringify({ ...stack, data: { ...stack.data, external } }));

        // WHEN
        const { code, output } = await handedOver(script);

        // THEN
        expect(output).toContain("What was synthesized of dev is not what was reviewed.");
        expect(code).toBe(2);
        expect(existsSync(mark)).toBe(false);
      },
    );

    it("is refused with a second file, a value that goes before the one that is given, and a provider", async () => {
      // GIVEN
      const mark = path.join(copy.temporary, "was-run");
      const plugins = "terraform.d/plugins/registry.terraform.io/hashicorp/aws/5.100.0";
      const provider = `${plugins}/linux_amd64/terraform-provider-aws_v5.100.0`;
      for (const name of ["evil.tf", "terraform.tfvars", provider]) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), `#!/bin/sh\ntouch '${mark}'\n`, { mode: 0o755 });

        // WHEN
        const { code, output } = await handedOver("apply");

        // THEN
        rmSync(path.join(folder, name.split("/")[0] ?? ""), { recursive: true });
        expect(existsSync(mark)).toBe(false);
        expect(output).toContain("holds more than what was synthesized");
        expect(code).toBe(1);
      }
    });

    function handedOver(script: string): Promise<Ended> {
      const args = ["--no-synth", "--app", "exit 7", "--", "dev"];
      return run(script, args, { TF_VAR_orders_api_key: "another-value" });
    }
  });

  it("has an exit code of its own for a stack that was not reviewed", async () => {
    const { code, output } = await run("verify", ["staging"]);
    expect(output).toContain("The stack staging was not reviewed.");
    expect(code).toBe(3);
  });

  function apply(env: NodeJS.ProcessEnv): Promise<Ended> {
    return run("apply", ["dev", "--plan", "plans/dev.tfplan"], env);
  }

  async function run(
    script: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Ended> {
    return new Command("npm", ["run", script, "--", ...args], {
      cwd: copy.folder,
      env: { ...process.env, ...aws.env, TMPDIR: copy.temporary, ...env },
    }).ended;
  }

  async function stored(): Promise<string | undefined> {
    const request = new GetParameterCommand({ Name: PARAMETER, WithDecryption: true });
    return (await clients.in("eu-central-1").ssm.send(request)).Parameter?.Value;
  }
});
