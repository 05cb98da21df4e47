import { generateKeyPairSync } from "node:crypto";
import { scanForSecrets } from "../../../../cli/src/review/guard/last-look";

const { privateKey } = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

describe("scanForSecrets", () => {
  it.each([
    ["an access key id", `AKIA${"QWERTYUIOPASDFGH"}`],
    ["a token of GitHub", `ghp_${"abcdefghijklmnopqrstuvwxyz0123456789"}`],
    ["a private key", privateKey],
  ])("recognizes %s", async (_what, secret) => {
    const found = await scanForSecrets("comment.md", `a line\n${secret}\n`);
    expect(found).toMatchObject({ line: 2 });
    expect(JSON.stringify(found)).not.toContain(secret.slice(0, 20));
  });

  it.each([
    "arn:aws:iam::123456789012:role/orders-dev-execution",
    "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/dev/db-AbCdEf",
    "aws account id 123456789012",
    "| `DB_PASSWORD` | `secret orders/dev/db` | can read it now |",
  ])("makes nothing of %s", async (text) => {
    expect(await scanForSecrets("comment.md", text)).toBeUndefined();
  });
});
