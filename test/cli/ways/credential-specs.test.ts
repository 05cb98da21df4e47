import { credentialSpecs, parseMention } from "../../../cli/src/ways";

const TASK = { partition: "aws", region: "eu-central-1", account: "123456789012" };
const PARAMETER = "arn:aws:ssm:eu-central-1:123456789012:parameter/specs/web";

describe("credential specifications", () => {
  it.each([
    [
      "credentialspec:arn:aws:s3:::specs/web.json",
      { store: "s3", bucket: "specs", key: "web.json" },
    ],
    [
      "credentialspecdomainless:arn:aws:s3:::specs/web/a:b.json",
      { store: "s3", bucket: "specs", key: "web/a:b.json" },
    ],
    [`credentialspec:${PARAMETER}`, { store: "ssm", name: "/specs/web" }],
  ])("are found by what reads %s", (spec, source) => {
    const [mention, ...more] = credentialSpecs.mentions({ credentialSpecs: [spec] });
    expect(more).toEqual([]);
    expect(mention?.target).toBe("Active Directory");
    expect(parseMention(credentialSpecs, mention?.valueFrom ?? "", TASK)).toMatchObject(source);
  });

  it("of the instance's own disk are no matter of a role", () => {
    const files = ["credentialspec:file://web.json", "credentialspecdomainless:file://web.json"];
    expect(credentialSpecs.mentions({ credentialSpecs: files })).toEqual([]);
    expect(credentialSpecs.mentions({})).toEqual([]);
  });
});
