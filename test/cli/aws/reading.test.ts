import { batchesOf, collect, found, mapReading, read, remember } from "../../../cli/src/aws";

/** What is made of an answer of AWS that is this error. */
function readingOf(name: string, httpStatusCode = 400, message = "as\nplanned") {
  const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
  return read("ssm:GetParameters", () => Promise.reject(error));
}

describe("what AWS answers", () => {
  it("is found where it answers", async () => {
    expect(await read("ssm:GetParameters", async () => 3)).toEqual({ state: "found", value: 3 });
  });

  it.each([
    ["ResourceNotFoundException", 400],
    ["NoSuchEntityException", 404],
    ["NotFoundException", 400],
    ["ParameterNotFound", 400],
    ["NoSuchBucket", 404],
    ["NoSuchKey", 404],
    // A HEAD request has no body, so its error has no name.
    ["UnknownError", 404],
  ])("is missing where the error is %s (%i)", async (name, status) => {
    expect(await readingOf(name, status)).toEqual({ state: "missing", why: "as planned" });
  });

  it.each([
    ["AccessDeniedException", 400],
    ["AccessDenied", 403],
    ["UnauthorizedOperation", 400],
    ["UnknownError", 403],
  ])("is unknown for want of a permission where it is %s (%i)", async (name, status) => {
    expect(await readingOf(name, status)).toEqual({
      state: "unknown",
      why: "you may not call ssm:GetParameters",
      permission: "ssm:GetParameters",
    });
  });

  it("is unknown, and no permission would help, where anything else went wrong", async () => {
    const why = "ssm:GetParameters failed: ThrottlingException: as planned";
    expect(await readingOf("ThrottlingException")).toEqual({ state: "unknown", why });
    const thrown = await read("ssm:GetParameters", () => Promise.reject("a\ntext"));
    expect(thrown).toEqual({
      state: "unknown",
      why: "ssm:GetParameters failed: Error: a text",
    });
  });

  it("can be taken further where it is found only", async () => {
    expect(mapReading(found(3), String)).toEqual(found("3"));
    const missing = await readingOf("NoSuchKey");
    expect(mapReading(missing, String)).toBe(missing);
  });
});

describe("the pages of an answer", () => {
  it("become one list, and a page without items adds none", async () => {
    async function* pages() {
      yield { names: ["a", "b"] };
      yield {};
      yield { names: ["c"] };
    }
    const names = await collect<{ names?: string[] }, string>(pages(), (page) => page.names);
    expect(names).toEqual(["a", "b", "c"]);
  });
});

describe("what is remembered", () => {
  it("is asked for once for each key, also by many at the same time", async () => {
    const asked: string[] = [];
    const ask = remember(
      async ({ name }: { name: string; by: string }) => {
        asked.push(name);
        return name.toUpperCase();
      },
      ({ name }) => name,
    );
    const answers = await Promise.all([
      ask({ name: "a", by: "one" }),
      ask({ name: "a", by: "other" }),
      ask({ name: "b", by: "one" }),
    ]);
    expect(answers).toEqual(["A", "A", "B"]);
    expect(await ask({ name: "a", by: "a third" })).toBe("A");
    expect(asked).toEqual(["a", "b"]);
  });
});

describe("batches", () => {
  it.each([
    [[], []],
    [[1], [[1]]],
    [
      [1, 2, 3, 4],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      [1, 2, 3],
      [[1, 2], [3]],
    ],
  ])("of two: %j", (items, batches) => {
    expect(batchesOf(2, items)).toEqual(batches);
  });
});
