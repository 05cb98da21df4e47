// Tells from the results of jest in a folder which tests failed and why, and in the last line how many passed and failed.
import console from "node:console";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";

/** The end of a log is all that some places show. */
const MOST_LINES = 15;

const [folder = ".", failedCommands = "0"] = process.argv.slice(2);
const results = readdirSync(folder).map((name) =>
  JSON.parse(readFileSync(path.join(folder, name), "utf8")),
);

/** A test's name, and the first lines of what was wrong. */
function line(file, test, message) {
  const words = stripVTControlCharacters(message).replace(/\s+/g, " ").trim();
  return `${path.relative("", file)}: ${test}: ${words}`.slice(0, 240);
}

const lines = results
  .flatMap(({ testResults }) => testResults)
  .filter(({ status }) => status === "failed")
  .flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === "failed");
    // Without one the file could not be read, or what it does after its tests failed.
    return failed.length === 0
      ? [line(name, "the file", message)]
      : failed.map((test) => line(name, test.fullName, test.failureMessages.join(" ")));
  });
for (const one of lines.slice(0, MOST_LINES)) console.log(one);
if (lines.length > MOST_LINES) console.log(`and ${lines.length - MOST_LINES} more`);

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const failed = sum("numFailedTests") + sum("numRuntimeErrorTestSuites");
console.log(`${sum("numPassedTests")} passed, ${Math.max(failed, Number(failedCommands))} failed`);
