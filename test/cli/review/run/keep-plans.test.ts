import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { keepPlans } from "../../../../cli/src/review/run/review-on-aws";

it("keeps the plans that could be made, and none of another run beside them", async () => {
  // GIVEN
  const folder = mkdtempSync(path.join(tmpdir(), "ecs-secrets-test-"));
  const planFileOf = (name: string): string => path.join(folder, `made-${name}`);
  const kept = path.join(folder, "kept");
  const made = [{ name: "platform" }, { name: "web" }];
  for (const { name } of made) writeFileSync(planFileOf(name), name);
  await keepPlans(kept, made, planFileOf);
  expect(readdirSync(kept).sort()).toEqual(["platform.tfplan", "web.tfplan"]);

  // WHEN
  writeFileSync(planFileOf("platform"), "again");
  const waiting = { name: "web", awaits: [{ stack: "platform", outputs: ["arn"] }] };
  await keepPlans(kept, [{ name: "platform" }, waiting], planFileOf);

  // THEN
  expect(readdirSync(kept)).toEqual(["platform.tfplan"]);
  expect(readFileSync(path.join(kept, "platform.tfplan"), "utf8")).toBe("again");
  rmSync(folder, { recursive: true });
});
