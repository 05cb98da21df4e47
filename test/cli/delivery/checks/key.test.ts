import { found } from "../../../../cli/src/aws";
import { runChecks } from "../../../../cli/src/delivery";
import { keyChecks } from "../../../../cli/src/delivery/checks/key";
import type { StoredSecret } from "../../../../cli/src/delivery/stores";
import { ACCOUNT, KEY } from "../../policy/policies";
import { keyPolicy, REFUSED, said, subjectOf } from "./subject";

const inState = (state: string): StoredSecret["key"] =>
  found({ arn: KEY, account: ACCOUNT, state, policy: found(keyPolicy()) });

describe("the key of a secret", () => {
  it.each<[string, StoredSecret["key"], readonly string[]]>([
    ["is enabled", inState("Enabled"), []],
    ["is one of AWS", found(undefined), []],
    ["is disabled", inState("Disabled"), [`key-disabled problem: the key ${KEY} is disabled`]],
    [
      "has no material",
      inState("PendingImport"),
      [`key-disabled problem: the key ${KEY} is in the state PendingImport`],
    ],
    [
      "is about to go, which is said once",
      inState("PendingDeletion"),
      [`key-pending-deletion problem: the key ${KEY} is scheduled for deletion`],
    ],
    [
      "is gone",
      { state: "missing", why: "there is no key 1" },
      ["key-missing problem: there is no key 1"],
    ],
    [
      "may not be seen",
      REFUSED,
      ["key-missing unknown: the key cannot be read: you may not call it"],
    ],
  ])("%s", async (_what, key, verdicts) => {
    expect(await said(keyChecks, subjectOf({ secret: { key } }))).toEqual(verdicts);
  });

  it.each([
    ["Disabled", `aws kms enable-key --region eu-west-1 --key-id ${KEY}`],
    ["PendingDeletion", `aws kms cancel-key-deletion --region eu-west-1 --key-id ${KEY} && `],
  ])("is repaired by a command of its Region: %s", async (state, command) => {
    const [verdict] = await runChecks(keyChecks, subjectOf({ secret: { key: inState(state) } }));
    expect(verdict?.next).toContain(command);
  });
});
