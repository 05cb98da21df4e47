import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Testing } from "cdktf";
import { GeneratedFile } from "../../modules/core/internal";
import { bareStack } from "../support/synth";

it("a generated file lies beside the stack, by a path that changes with it", () => {
  const stack = bareStack();
  const content = Buffer.from("a\0b");
  const file = new GeneratedFile(stack, "one", { fileName: "a.bin", content });
  const other = new GeneratedFile(stack, "two", { fileName: "a.bin", content: Buffer.from("c") });
  const directory = Testing.fullSynth(stack);
  try {
    const read = (path: string) => readFileSync(join(directory, "stacks", "test", path));
    expect(read(file.path)).toEqual(content);
    expect(read(other.path).toString()).toBe("c");
  } finally {
    rmSync(directory, { recursive: true });
  }
  expect(file.hash).toBe(createHash("sha256").update(content).digest("base64"));
  expect(file.path).not.toBe(other.path);
});
