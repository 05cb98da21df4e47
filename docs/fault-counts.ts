import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What a suite of `test/full/fault-suite` leaves for each kind of fault. */
interface Row {
  readonly kind: string;
  readonly injected: number;
  readonly converged: number;
  readonly told: number;
  readonly lost: number;
  readonly accessLost: number;
}

const FOLDER = path.resolve(__dirname, "../.cache/fault-counts");
const PAGE = path.join(__dirname, "test-results.md");
const [BEGIN, END] = ["<!-- fault counts: npm run test:faults -->", "<!-- end of fault counts -->"];

/** `npm run test:faults`: writes what the fault suite counted into the page, with the commit that was measured. */
function main(): void {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", [...args], { cwd: __dirname, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", "../modules", "../cli");
  const commit = `${git("rev-parse", "--short", "HEAD")}${changed === "" ? "" : ", with changes"}`;
  const rows = readdirSync(FOLDER)
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(path.join(FOLDER, file), "utf8")) as Row[]);
  const sum = (key: Exclude<keyof Row, "kind">): number =>
    rows.reduce((total, row) => total + row[key], 0);
  const cells = ({ kind, injected, converged, told, lost, accessLost }: Row): string =>
    `| ${[kind, injected, converged, told, lost, accessLost].join(" | ")} |`;
  const total = {
    kind: "all",
    injected: sum("injected"),
    converged: sum("converged"),
    told: sum("told"),
    lost: sum("lost"),
    accessLost: sum("accessLost"),
  };
  const table = [
    BEGIN,
    "",
    `Measured on commit ${commit}:`,
    "",
    "| fault | injected | converged | of these as the error says | lost | access lost on the way |",
    "| --- | --- | --- | --- | --- | --- |",
    ...[...rows, total].map(cells),
    "",
    END,
  ].join("\n");
  const page = readFileSync(PAGE, "utf8");
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start < 0 || end < 0) throw new Error(`${PAGE} has no place for the counts: ${BEGIN}`);
  writeFileSync(PAGE, page.slice(0, start) + table + page.slice(end + END.length));
  execFileSync("npx", ["prettier", "--write", PAGE], { cwd: path.dirname(__dirname) });
}

main();
