import { readPlan } from "../../../../cli/src/review/plan";
import { madePlan } from "../fixtures/made-plan";

const RECORD = "terraform_data";
const SECRET = "aws_secretsmanager_secret";

/** How a plan is read that deletes `old` and creates `made`. */
function readPair(type: string, old: string, made: string) {
  const changes = [
    { type, address: `${type}.${made}`, actions: ["create"], after: {} },
    { type, address: `${type}.${old}`, actions: ["delete"], before: {} },
  ];
  return readPlan(madePlan(changes)).changes;
}

describe("the record of what a service needs", () => {
  it.each([
    ["a service", "web_service_1A2B3C4D_needs", "web_service_1A2B3C4D_needs"],
    ["a schedule that gets another name", "a_1A2B3C4D_aaaaaaaa_needs", "a_1A2B3C4D_bbbbbbbb_needs"],
  ])("of %s is replaced where its key changes", (_what, before, after) => {
    const [old, made] = [`${before}["12345678"]`, `${after}["0000dfg0"]`];
    expect(readPair(RECORD, old, made)).toMatchObject([
      { action: "replace", address: `${RECORD}.${made}`, renews: `${RECORD}.${old}` },
    ]);
  });

  it.each([
    [RECORD, "mine"],
    [SECRET, "web_needs"],
  ])("is none of another %s whose instances have other keys", (type, id) => {
    const read = readPair(type, `${id}["12345678"]`, `${id}["0000dfg0"]`);
    expect(read.map(({ action }) => action)).toEqual(["create", "delete"]);
  });
});
