import { examinationAsJson, formatExamination } from "../../../cli/src/doctor";

const FINE = { readsValues: true, diagnoses: [], findings: [] };

describe("the report of doctor", () => {
  it("names what starts tasks, too, and was not looked at", () => {
    const notLookedAt = ["one-off task migration", "schedule night\u001b[31mly"];
    const text = formatExamination({ ...FINE, notLookedAt });
    expect(text).toMatch(/^Not looked at, as only services are: one-off task migration, schedule/m);
    expect(text).not.toContain("\u001b");
    expect(JSON.parse(examinationAsJson({ ...FINE, notLookedAt }))).toMatchObject({ notLookedAt });
  });

  it("says nothing of it where there is nothing", () => {
    expect(formatExamination(FINE)).not.toContain("Not looked at");
    expect(examinationAsJson(FINE)).not.toContain("notLookedAt");
  });
});
