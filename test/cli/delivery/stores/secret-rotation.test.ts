import { secretChangedAt, type SecretChange } from "../../../../cli/src/delivery";
import { parseValueFrom } from "../../../../modules/facts";
import { withAws, type Operations } from "../../aws/aws-stub";

const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/db-AbCdEf";

describe("when a rotated secret was last written", () => {
  it("is when the rotation ended, which moved the label to the newest version", async () => {
    const change = await changedAt(ARN, [version(100.5, "AWSPREVIOUS"), version(200.5)]);
    expect(change).toEqual(written(300.5, 300.5));
  });

  it("is when it was put, where that was after the rotation", async () => {
    const change = await changedAt(ARN, [version(100.5, "AWSPREVIOUS"), version(350.5)]);
    expect(change).toEqual(written(350.5, 350.5));
  });

  it("is not when it was rotated, where the label was moved back since", async () => {
    const change = await changedAt(ARN, [version(100.5), version(200.5, "AWSPREVIOUS")]);
    expect(change).toMatchObject(written(100.5, 300.5));
  });

  it("is not when it was rotated for another stage", async () => {
    const versions = [version(100.5), version(200.5, "blue")];
    expect(await changedAt(`${ARN}::blue:`, versions)).toMatchObject(written(200.5, 300.5));
  });

  it("is found on a later page", async () => {
    const change = await changedAt(ARN, [version(100.5, "AWSPREVIOUS"), version(200.5)], 1);
    expect(change).toEqual(written(300.5, 300.5));
  });
});

type Version = ReturnType<typeof version>;

function version(CreatedDate: number, stage = "AWSCURRENT") {
  return { VersionId: String(CreatedDate), CreatedDate, VersionStages: [stage] };
}

function written(surely: number, possibly: number): SecretChange {
  const at = (seconds: number): Date => new Date(seconds * 1000);
  return { kind: "written", surely: at(surely), possibly: at(possibly) };
}

/** Of a secret that was rotated at 300.5 and not touched since. */
async function changedAt(
  valueFrom: string,
  versions: readonly Version[],
  pageSize = versions.length,
): Promise<SecretChange> {
  const operations: Operations = {
    DescribeSecret: () => ({
      ARN,
      Name: "orders/db",
      LastRotatedDate: 300.5,
      LastChangedDate: 300.5,
    }),
    ListSecretVersionIds: ({ NextToken }) => {
      const start = Number(NextToken ?? 0);
      const end = start + pageSize;
      const next = end < versions.length ? { NextToken: String(end) } : {};
      return { Versions: versions.slice(start, end), ...next };
    },
  };
  const task = { region: "eu-central-1", account: "123456789012", partition: "aws" };
  const reference = parseValueFrom(valueFrom, task);
  if (typeof reference === "string") throw new Error(reference);
  return withAws(operations, (clients) => secretChangedAt(clients, reference));
}
