import { caseNames, judge, type Judged } from "./judged";

const judged = new Map<string, Judged>(caseNames().map((name) => [name, judge(name)]));

/** The largest share of rows that may be undecided, each of them expected and with its reason. */
const MOST_UNDECIDED = 0.02;

describe("the corpus", () => {
  it("has plans of many shapes", () => {
    expect(judged.size).toBeGreaterThanOrEqual(60);
  });

  it.each([...judged])("%s: has the readers that were expected, and no others", (_name, one) => {
    expect({ missed: one.missed, wrong: one.wrong, evasive: one.evasive }).toEqual({
      missed: [],
      wrong: [],
      evasive: [],
    });
  });

  it.each([...judged])("%s: has the secrets in clear that were expected", (_name, { plain }) => {
    expect(plain.said).toEqual(plain.expected);
  });

  it("has nothing that blocks where nothing is secret", () => {
    expect(judged.get("nothing-secret")?.blocking).toEqual([]);
  });

  it("is read as it was meant: no reader missed, none wrong", () => {
    expect({ missed: count("missed"), wrong: count("wrong") }).toEqual({ missed: 0, wrong: 0 });
  });

  it("is decided but for what no plan tells", () => {
    expect(share(count("undecided"), rows())).toBeLessThanOrEqual(MOST_UNDECIDED);
  });

  afterAll(() => {
    const [right, missed, wrong] = [count("right"), count("missed"), count("wrong")];
    const undecided = count("undecided") + count("evasive");
    process.stdout.write(
      `corpus: ${judged.size} plans, ${rows()} rows; ` +
        `recall ${percent(right, right + missed)}, precision ${percent(right, right + wrong)}, ` +
        `undecided ${percent(undecided, rows())}\n`,
    );
  });
});

type Rows = Exclude<keyof Judged, "plain" | "blocking">;

function count(kind: Rows): number {
  return [...judged.values()].reduce((sum, one) => sum + one[kind].length, 0);
}

function rows(): number {
  return (["right", "wrong", "undecided", "evasive"] as const)
    .map(count)
    .reduce((sum, one) => sum + one, 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function percent(part: number, whole: number): string {
  return `${(share(part, whole) * 100).toFixed(1)} %`;
}
