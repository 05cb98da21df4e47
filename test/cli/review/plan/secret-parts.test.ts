import { secretParts } from "../../../../cli/src/review/plan/secret-parts";
import { withPlainPatterns } from "../../../support/plain-patterns";
import { cpuTimeOf } from "../cpu-time";

function textsIn(value: unknown): readonly string[] {
  return secretParts(value).map(({ text }) => text);
}

describe("secretParts", () => {
  it.each([
    [
      "a dotenv file",
      "# comment\nexport DB_PASSWORD='hunter-two-2'\nLOG_LEVEL=debug",
      "hunter-two-2",
    ],
    ["a dotenv file of one line", "API_TOKEN=hunter-two-2", "hunter-two-2"],
    ["YAML", "db:\n  user: orders_1\n  password: hunter-two-2\n", "hunter-two-2"],
    ["a list in YAML", "tokens:\n  - hunter-two-2\n  - other-one-3", "other-one-3"],
    ["a connection string of .NET", "Server=db;User Id=sa;Password=hunter-two-2;", "hunter-two-2"],
    ["a connection string of libpq", "host=db user=sa password='hunter-two-2'", "hunter-two-2"],
    ["a URL with parameters", "https://db/?user=sa&token=hunter-two-2", "hunter-two-2"],
    ["a URL", "postgres://sa:hunter-two-2@db/orders", "hunter-two-2"],
    ["a URL that is escaped", "postgres://sa:hunter%2Ftwo@db/orders", "hunter/two"],
    ["JSON in a list", '{"tokens":[{"value":"hunter-two-2"}]}', "hunter-two-2"],
    ["a binary", Buffer.from('{"password":"hunter-two-2"}').toString("base64"), "hunter-two-2"],
    ["YAML with a comment", "db:\n  password: hunter-two-2 # of the replica\n", "hunter-two-2"],
    ["a dotenv file with a comment", "A=1\nDB_PASSWORD=hunter-two-2 # old", "hunter-two-2"],
    ["an INI file with a comment", "[db]\npassword = hunter-two-2 ; old\n", "hunter-two-2"],
    ["a netrc file", "machine db.example.com login sa password hunter-two-2", "hunter-two-2"],
    ["a pgpass file", "db.example.com:5432:orders:sa:hunter-two-2", "hunter-two-2"],
    ["a command", "app --user sa --password hunter-two-2 --verbose", "hunter-two-2"],
    ["settings without a sign between", "Host db\n  Password hunter-two-2\n", "hunter-two-2"],
    ["a URL in a dotenv file", "DATABASE_URL=postgres://sa:hunter-two-2@db/orders", "hunter-two-2"],
  ])("finds the secret in %s", (_what, text, part) => {
    expect(textsIn(text)).toContain(part);
  });

  it("takes a word behind another one for none", () => {
    const text = "the token bucket refills at orders-service-2";
    expect(textsIn(text)).toEqual([text]);
  });

  it("leaves out what every report names, unless its name says that it is secret", () => {
    const text = JSON.stringify({
      engine: "postgres",
      region: "eu-central-1",
      host: "db.example.com",
      account: "111122223333",
      password: "production",
    });
    expect(textsIn(text)).toEqual([text, "production"]);
    expect(textsIn("NODE_ENV=production")).toEqual(["NODE_ENV=production"]);
  });

  it.each([
    [
      "a passphrase of lower case letters",
      '{"db":"correcthorsebatterystaple"}',
      "correcthorsebatterystaple",
    ],
    ["a word whose name says nothing", '{"value":"production"}', "production"],
    ["a word in a list of YAML", "users:\n  - hunterhunter\n", "hunterhunter"],
    ["a token with a dot", '{"vendor":"a1b2c3d4.99887766"}', "a1b2c3d4.99887766"],
  ])("takes %s for a secret", (_what, text, part) => {
    expect(textsIn(text)).toContain(part);
  });

  it.each([
    ["the value itself", "hunter-two-2", "", ["hunter-two-2"]],
    ["a value whose name says where it is", "orders-admin-1", "username", []],
    ["an ARN", "arn:aws:iam::111122223333:role/app", "", []],
    ["an ordinary word", "production", "", []],
    [
      "the password in JSON, and not its user",
      '{"username":"orders-1","password":"hunter-two-2"}',
      "",
      ["hunter-two-2"],
    ],
    [
      "the password in a URL",
      "postgres://sa:hunter%2Ftwo@db/orders",
      "",
      ["hunter%2Ftwo", "hunter/two"],
    ],
    ["no line of a key", "-----BEGIN KEY-----\nabcdefghijk\n-----END KEY-----", "", []],
  ])("tells a copy by %s", (_what, value, name, telling) => {
    const found = secretParts(value, name).filter((part) => part.telling);
    expect(
      found.map(({ text }) => text).filter((text) => text !== value || !/[{\n]|:\/\//.test(text)),
    ).toEqual(telling);
  });

  it.each([
    [`KEY='first\nsecond line'`, "first\nsecond line"],
    [`KEY="`, '"'],
    [`KEY="a'`, `"a'`],
  ])("takes quotes away in pairs only: %j", (text, part) => {
    expect(textsIn(text)).toContain(part);
    expect(textsIn(text)).not.toContain("");
  });

  describe("of a text of any length", () => {
    withPlainPatterns();

    it.each([
      ...["", "host:5432:shop:web:", "value # ", "password=", "a password ", "postgres://u:"],
      ...['password="', "'", " "],
    ])(
      "reads what stands behind %j",
      (start) => {
        for (const piece of ["a", "Zm9v", "é", " "]) {
          const text = start + piece.repeat(9_000_000 / piece.length);
          expect(secretParts(text)[0]).toMatchObject({ text });
        }
      },
      120_000,
    );

    it("finds the value at its end", () => {
      const text = `${"of no interest\n".repeat(50_000)}DB_PASSWORD=correct-horse`;
      expect(secretParts(text)).toContainEqual({ text: "correct-horse", telling: true });
    });
  });

  it.each(["a", " ", "://a:", "a=", "a: ", '"', "a;b=", "\n", "Zm9v", " password ", " #", "a:1:"])(
    "takes time in proportion to the length of a text of %j",
    (piece) => {
      expect(cpuTimeOf(() => secretParts(piece.repeat(200_000)))).toBeLessThan(4_000);
    },
    60_000,
  );
});
