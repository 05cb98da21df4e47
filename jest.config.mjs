// One configuration for every kind of test, so that `npx jest PATH` runs any of them; package.json says which command
// runs which kinds.
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

// Terraform and the AWS provider read large schemas and end: with their default a quarter of their time goes into looking
// for garbage. Every Terraform that a test starts inherits it.
process.env["GOGC"] ??= "400";

const root = path.dirname(fileURLToPath(import.meta.url));

const project = (displayName, testMatch, testPathIgnorePatterns = []) => ({
  displayName,
  rootDir: root,
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["source", "node", "node-addons"] },
  transform: { "\\.[jt]s$": "@swc/jest" },
  // The command line loads its parts when a command needs them, by the names that they have once they are built.
  moduleNameMapper: { "^(\\.\\./[a-z][\\w/-]*)\\.js$": ["$1.js", "$1.ts"] },
  transformIgnorePatterns: ["/node_modules/(?!(@secretlint|marked)/)"],
  setupFiles: ["<rootDir>/test/support/without-traces.ts"],
  testMatch,
  testPathIgnorePatterns: ["/node_modules/", ...testPathIgnorePatterns],
  modulePathIgnorePatterns: [
    "<rootDir>/dist/",
    "<rootDir>/cli/dist/",
    "<rootDir>/cdktf.out/",
    "<rootDir>/test/compat/",
  ],
});

/** The one end-to-end test that `npm test` runs beside the unit tests. */
const DEPLOYMENT = "<rootDir>/test/e2e/delivery.test.ts";

export default {
  maxWorkers: 2,
  testSequencer: path.join(root, "test/support/longest-first.mjs"),
  // Of `it.concurrent`: tests that mostly wait for AWS.
  maxConcurrency: 3,
  projects: [
    project(
      "unit",
      ["<rootDir>/test/**/*.test.ts"],
      ["<rootDir>/test/e2e/", "<rootDir>/test/full/", "<rootDir>/test/package/"],
    ),
    project("deployment", [DEPLOYMENT]),
    project("e2e", ["<rootDir>/test/e2e/**/*.test.ts"], [DEPLOYMENT]),
    project("package", ["<rootDir>/test/package/**/*.test.ts"]),
    project("full", ["<rootDir>/test/full/**/*.test.ts"]),
  ],
};
