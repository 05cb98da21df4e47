import { secretParts } from "../../../../cli/src/review/plan/secret-parts";
import { cpuTimeOf } from "../cpu-time";

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
    ["a URL in a dotenv file", "DATABASE_URL=postgres://sa:hunter-two-2@db/orders", "hunter-two-2"],
  ])("finds the secret in %s", (_what, text, part) => {
    expect(secretParts(text)).toContain(part);
  });

  it("leaves out what every report names, unless its name says that it is secret", () => {
    const text = JSON.stringify({
      engine: "postgres",
      region: "eu-central-1",
      host: "db.example.com",
      account: "111122223333",
      password: "production",
    });
    expect(secretParts(text)).toEqual([text, "production"]);
    expect(secretParts("NODE_ENV=production")).toEqual(["NODE_ENV=production"]);
  });

  it.each(["a", " ", "://a:", "a=", "a: ", '"', "a;b=", "\n", "Zm9v"])(
    "takes time in proportion to the length of a text of %j",
    (piece) => {
      expect(cpuTimeOf(() => secretParts(piece.repeat(200_000)))).toBeLessThan(4_000);
    },
    60_000,
  );
});
