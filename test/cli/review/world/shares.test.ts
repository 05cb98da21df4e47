import { secretsOf } from "../../../../cli/src/review/world/secrets";
import type { SecretInWorld } from "../../../../cli/src/review/world/world";
import { parameter, parameterArn, same } from "../access/made-world";
import type { MadeChange } from "../fixtures/made-plan";
import { after } from "./made-side";

const SHARES = "arn:aws:ram:eu-west-1:111122223333:resource-share/";

/** The share with this name, which has the parameter `/a`. */
function share(name: string, principal?: string, isHeld = true): readonly MadeChange[] {
  const arn = `${SHARES}${name}`;
  const given = { resource_share_arn: arn };
  return [
    ...(isHeld ? [same("aws_ram_resource_share", name, { arn, id: arn, name })] : []),
    ...(principal === undefined
      ? []
      : [same("aws_ram_principal_association", name, { ...given, principal })]),
    same("aws_ram_resource_association", name, { ...given, resource_arn: parameterArn("/a") }),
  ];
}

function shared(...shares: (readonly MadeChange[])[]): SecretInWorld | undefined {
  return secretsOf(after([parameter("/a"), ...shares.flat()]))[0];
}

function principals(secret: SecretInWorld | undefined): unknown {
  return secret?.policy?.document.statements.flatMap(
    ({ principal }) => principal?.values.map(({ value }) => value) ?? [],
  );
}

describe("shares of a parameter", () => {
  const [one, other] = [share("one", "888877776666"), share("other", "999988887777")];

  it("let in whoever any of them lets in, in whatever order they stand", () => {
    expect(principals(shared(one, other))).toEqual(["888877776666", "999988887777"]);
    expect(principals(shared(other, one))).toEqual(["999988887777", "888877776666"]);
    expect(shared(one, other)?.policy?.name).toBe(
      "aws_ram_resource_association.one, aws_ram_resource_association.other",
    );
    expect(shared(one, other)).not.toHaveProperty("unknownShares");
  });

  it("let in nobody where the plan makes them and gives them to nobody", () => {
    const found = shared(share("none"));
    expect(found).not.toHaveProperty("policy");
    expect(found).not.toHaveProperty("unknownShares");
  });

  it("of another plan may let in others than those of whom this one tells", () => {
    const found = shared(share("theirs", undefined, false), share("both", "999988887777", false));
    expect(principals(found)).toEqual(["999988887777"]);
    expect(found?.unknownShares?.map(({ why }) => why)).toEqual(
      ["both", "theirs"].map(
        (name) =>
          `the share ${SHARES}${name} is not part of this plan, so whom else it lets read is not known`,
      ),
    );
  });
});
