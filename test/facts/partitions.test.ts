import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dnsSuffixOf, PARTITIONS, partitionOf, viaService } from "../../modules/facts";

interface SdkPartition {
  readonly id: string;
  readonly outputs: { readonly dnsSuffix: string };
  readonly regions: Readonly<Record<string, unknown>>;
}

/** The table that every client of the AWS SDK finds its endpoints with. */
function sdkPartitions(): readonly SdkPartition[] {
  const core = dirname(require.resolve("@aws-sdk/core/package.json"));
  const file = join(core, "dist-es/submodules/client/util-endpoints/lib/aws/partitions.js");
  const [, json = ""] = /export const partitionsInfo = ([\s\S]*);/.exec(
    readFileSync(file, "utf8"),
  ) ?? [
    undefined,
    readFileSync(file, "utf8")
      .replace(/^[^{]*/, "")
      .replace(/;?\s*$/, ""),
  ];
  return (JSON.parse(json) as { readonly partitions: readonly SdkPartition[] }).partitions;
}

describe("the table of partitions", () => {
  const sdk = sdkPartitions();

  it("has those of the AWS SDK, and no other", () => {
    expect(sdk.length).toBeGreaterThanOrEqual(8);
    expect(PARTITIONS.map(({ name }) => name).sort()).toEqual(sdk.map(({ id }) => id).sort());
  });

  it.each(sdk.map(({ id, outputs }) => [id, outputs.dnsSuffix]))(
    "ends host names of %s in %s",
    (id, suffix) => {
      expect(dnsSuffixOf(id)).toBe(suffix);
    },
  );

  it("finds the partition of every Region of the SDK", () => {
    const regions = sdk.flatMap(({ id, regions }) =>
      Object.keys(regions)
        .filter((region) => !region.endsWith("-global"))
        .map((region) => [region, id] as const),
    );
    expect(regions.length).toBeGreaterThan(35);
    expect(regions.map(([region]) => [region, partitionOf(region)])).toEqual(regions);
  });
});

it.each([
  ["eu-central-1", "ssm.eu-central-1.amazonaws.com"],
  ["cn-north-1", "ssm.cn-north-1.amazonaws.com.cn"],
  ["eusc-de-east-1", "ssm.eusc-de-east-1.amazonaws.eu"],
])("KMS sees calls of Parameter Store in %s as %s", (region, expected) => {
  expect(viaService("ssm", { region, partition: partitionOf(region) })).toBe(expected);
});
