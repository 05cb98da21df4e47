import { endsLikeName } from "../../modules/facts";
import { drawn } from "../core/plain-text-values";

const arnOf = (name: string) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}`;

describe("endsLikeName", () => {
  it.each([
    ...[
      "dev-secret",
      "dev-Secret",
      "DEV-SECRET",
      "db-prod01",
      "db-Prod01",
      "app-token1",
      "x-ABC123",
    ],
    ...[
      "day-202611",
      "web-apiKey",
      "web-APIKEY",
      "web-dbPass",
      "web-sql001",
      "web-dev001",
      "a-b-master",
    ],
  ])("says so of orders/%s", (name) => {
    expect(endsLikeName(arnOf(`orders/${name}`))).toBe(true);
  });

  it.each([
    "db-AbCdEf",
    "db-abcde1",
    "db-a1b2c3",
    "db-xkcd12",
    "db-Qwrtz1",
    "db-AbC123",
    "db",
    "db-pass",
  ])("does not say so of orders/%s", (name) => {
    expect(endsLikeName(arnOf(`orders/${name}`))).toBe(false);
  });

  it("says so of about sixteen in a thousand random ends", () => {
    const ends = Array.from({ length: 20_000 }, (_, index) => drawn(`end ${index}`, 6));
    const share = ends.filter((end) => endsLikeName(arnOf(`db-${end}`))).length / ends.length;
    expect(share).toBeGreaterThan(0.012);
    expect(share).toBeLessThan(0.02);
  });
});
