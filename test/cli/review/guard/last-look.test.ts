import { LeakError, lastLook } from "../../../../cli/src/review/guard";
import { html, prose } from "../../../../cli/src/review/render";

const VALUE = 'hunter2 & <"quoted"> |pipe| ünïcode';

const SHOWN: readonly (readonly [string, string])[] = [
  ["plain", VALUE],
  ["in JSON", JSON.stringify(VALUE)],
  ["in a URL", encodeURIComponent(VALUE)],
  ["in base64", Buffer.from(VALUE).toString("base64")],
  ["in base64 of a longer text", Buffer.from(`xy${VALUE}zzz`).toString("base64")],
  ["in hex", Buffer.from(VALUE).toString("hex")],
  ["in HTML", html(VALUE)],
  ["in Markdown", prose(VALUE)],
];

async function look(content: string): Promise<unknown> {
  return lastLook([{ name: "comment.md", content }], [{ name: "var.token", value: VALUE }]).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("lastLook", () => {
  it.each(SHOWN)("refuses a value that stands there %s", async (_how, shown) => {
    const error = await look(`before ${shown} after`);
    expect(error).toBeInstanceOf(LeakError);
    const { message, reason, exitCode } = error as LeakError;
    expect(message).toContain("comment.md");
    expect(reason).toContain("var.token");
    expect(`${message}${reason}`).not.toContain(VALUE);
    expect(exitCode).toBe(4);
  });

  it("refuses what the scanner knows, and does not repeat it", async () => {
    const token = `ghp_${"abcdefghijklmnopqrstuvwxyz0123456789"}`;
    const error = await look(`| \`${token}\` |`);
    expect(error).toBeInstanceOf(LeakError);
    expect((error as LeakError).format()).not.toContain(token);
  });

  it("names a place by less where the key of an instance or of a map is a value itself", async () => {
    const known = (name: string): Promise<string> =>
      lastLook(
        [{ name: "comment.md", content: "a-secret-value" }],
        [{ name, value: "a-secret-value" }],
      ).then(
        () => "",
        (error: LeakError) => error.format(),
      );
    expect(await known('some.thing["a-secret-value"].value')).toContain("of some.thing.value,");
    const inMap = await known("some.thing.tags.a-secret-value");
    expect(inMap).toContain("of something in the plan,");
    expect(inMap).not.toContain("a-secret-value");
  });

  it("is not switched off by a name in the plan", async () => {
    const token = `ghp_${"abcdefghijklmnopqrstuvwxyz0123456789"}`;
    for (const comment of ["<!-- secretlint-disable -->", "/* secretlint-disable */"])
      expect(await look(`| \`${comment}\` |\n| \`${token}\` |`)).toBeInstanceOf(LeakError);
  });

  it("lets everything else pass", async () => {
    expect(await look("secret orders/dev/db, can read it now")).toBeUndefined();
  });
});
