import { TerraformOutput, TerraformVariable, Token } from "cdktf";
import fc from "fast-check";
import { writeVersion, type WriteInputs } from "../../modules/ssm/write-version";
import { describeWith } from "../support/requires";
import { bareStack, rendered, synth } from "../support/synth";
import { evaluate } from "../support/terraform";

const INPUTS: WriteInputs = {
  revision: 1,
  description: "",
  tier: "Standard",
  allowedPattern: "",
  keyArn: "arn:aws:kms:eu-central-1:123456789012:key/1",
};

const anyInputs: fc.Arbitrary<WriteInputs> = fc.record({
  revision: fc.integer({ min: 1, max: 999_999 }),
  description: fc.string(),
  tier: fc.constantFrom("Standard", "Advanced"),
  allowedPattern: fc.string(),
  keyArn: fc.string(),
});

describe("writeVersion", () => {
  it.each<[string, Partial<WriteInputs>]>([
    ["revision", { revision: 2 }],
    ["description", { description: "API key" }],
    ["tier", { tier: "Advanced" }],
    ["pattern", { allowedPattern: "^.+$" }],
    ["key", { keyArn: "arn:aws:kms:eu-central-1:123456789012:key/2" }],
  ])("changes with the %s", (_input, change) => {
    expect(writeVersion({ ...INPUTS, ...change })).not.toBe(writeVersion(INPUTS));
  });

  it("is a plain number when all is known, so that a plan shows it", () => {
    expect(Token.isUnresolved(writeVersion(INPUTS))).toBe(false);
    expect(writeVersion(INPUTS)).toBe(writeVersion({ ...INPUTS }));
  });

  it("tells revisions apart whatever the settings are, and fits into Terraform's integers", () => {
    fc.assert(
      fc.property(anyInputs, anyInputs, (a, b) => {
        const versions = [writeVersion(a), writeVersion(b)];
        expect(versions.every(Number.isSafeInteger)).toBe(true);
        expect(versions.map((version) => Math.floor(version / 1e9))).toEqual([
          a.revision,
          b.revision,
        ]);
      }),
    );
  });

  it("is an expression when the key is new", () => {
    // GIVEN
    const stack = bareStack();
    const arn = new TerraformVariable(stack, "arn", { type: "string" });

    // WHEN
    const version = writeVersion({ ...INPUTS, keyArn: arn.stringValue });

    // THEN
    expect(rendered(stack, version)).toBe(
      '${1 * 1000000000 + parseint(substr(sha256(join("\\n", ["", "Standard", "", var.arn])), 0, 7), 16)}',
    );
  });
});

describeWith("writeVersion in Terraform", ["terraform"], () => {
  it("gives an unknown key the same number as a known one, whatever the texts hold", async () => {
    // GIVEN
    const tricky = '"${a}" } %{b} \\ $${c} ü 😀\n\t}';
    const inputs = { ...INPUTS, revision: 999_999, description: tricky, allowedPattern: "^[}]$" };
    const stack = bareStack();
    const arn = new TerraformVariable(stack, "arn", { type: "string" });

    // WHEN
    const value = writeVersion({ ...inputs, keyArn: arn.stringValue });
    new TerraformOutput(stack, "version", { value, staticId: true });
    const outputs = await evaluate(synth(stack).json, { arn: INPUTS.keyArn });

    // THEN
    expect(outputs).toEqual({ version: writeVersion(inputs) });
  });
});
