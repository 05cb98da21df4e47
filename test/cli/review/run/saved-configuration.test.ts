import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { UnusablePlanError } from "../../../../cli/src/review";
import { savedConfiguration } from "../../../../cli/src/review/run/plan-files";

// That Terraform saves plans so is seen in test/e2e/reviewed-apply.test.ts.
describe("savedConfiguration", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "saved-"));
  const file = path.join(folder, "dev.tfplan");
  afterAll(() => rmSync(folder, { recursive: true }));

  function save(files: Readonly<Record<string, string>>): void {
    const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
    writeFileSync(file, zipSync(Object.fromEntries(entries)));
  }

  async function refusal(planFile: string = file): Promise<string> {
    const error: unknown = await savedConfiguration(planFile).catch((thrown: unknown) => thrown);
    if (error instanceof UnusablePlanError) return error.reason;
    throw new Error("it was not refused");
  }

  it("reads what the plan was made of", async () => {
    save({ tfplan: "…", "tfconfig/modules.json": "[]", "tfconfig/m-/cdk.tf.json": '{"a":1}' });
    expect(await savedConfiguration(file)).toEqual({ a: 1 });
  });

  it("refuses files beside the synthesized one", async () => {
    save({ "tfconfig/m-/cdk.tf.json": "{}", "tfconfig/m-/override.tf": "" });
    expect(await refusal()).toBe("It was also made of override.tf, which no review saw.");
  });

  it("refuses what was not synthesized, what is no plan, and what is not there", async () => {
    save({ "tfconfig/m-/main.tf": "" });
    expect(await refusal()).toBe("It was not made of a synthesized stack.");
    writeFileSync(file, "no archive");
    expect(await refusal()).toBe("It is no saved plan.");
    expect(await refusal(path.join(folder, "nowhere"))).toContain("There is no such file");
  });
});
