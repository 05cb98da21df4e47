import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const instead = "Write it so";
const NAMED = "whose name says that it is secret";

describe("the rules of references and plain texts", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/secrets.ts", ecsRules, {
    versionSelector: {
      accepted: [{}, { versionStage: "AWSPREVIOUS" }, { versionId: "v" }],
      refused: [[{ versionStage: "AWSPREVIOUS", versionId: "v" }, "stage AWSPREVIOUS and id v"]],
    },
    selectorText: {
      accepted: ["a", "my key"],
      refused: [
        ["", '""'],
        ["a:b", '"a:b"'],
      ],
    },
    jsonKeyExists: {
      accepted: [
        { jsonKey: "password", shape: { kind: "json", keys: ["password", "username"] } },
        { jsonKey: "whatever", shape: { kind: "unknown" } },
      ],
      refused: [
        [
          { jsonKey: "Password", shape: { kind: "json", keys: ["password", "username"] } },
          "Password (it has password, username)",
        ],
        [{ jsonKey: "a", shape: { kind: "text" } }, "a of a secret that is not JSON"],
      ],
    },
    plainTextNoSecret: {
      accepted: [
        { text: "x", instead },
        { text: "x", name: "DB_HOST", instead },
        { text: "/run/secrets/x", name: "DB_PASSWORD", instead },
      ],
      refused: [
        [
          { text: "x", name: "DB_PASSWORD", instead },
          `a text of 1 character, ${NAMED}. Write it so`,
        ],
        [
          { text: "--password=x", instead },
          "a text of 12 characters, with a value for password. Write it so",
        ],
      ],
    },
  });
});
