// Runs the unit tests of modules/ and environments/ on the other libraries of the supported range: `npm run test:compat`.
const path = require("node:path");

const root = path.resolve(__dirname, "../..");
const here = path.join(__dirname, "node_modules");
const cdktn = { "^cdktf($|/.*)": `${here}/cdktf$1` };
const aws6 = { "^@cdktf/provider-aws($|/.*)": `${here}/@cdktf/provider-aws$1` };

const project = (displayName, moduleNameMapper) => ({
  displayName,
  rootDir: root,
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["source", "node", "node-addons"] },
  transform: { "\\.ts$": "@swc/jest" },
  testMatch: [
    "<rootDir>/test/{core,kms,ssm,secretsmanager,iam,logs,ecs,s3}/**/*.test.ts",
    "<rootDir>/test/compat/*.test.ts",
  ],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cdktf.out/"],
  // One copy of constructs, whoever asks.
  moduleNameMapper: { ...moduleNameMapper, "^constructs$": `${root}/node_modules/constructs` },
});

module.exports = {
  projects: [
    project("cdktn", cdktn),
    project("aws-provider-6", aws6),
    project("cdktn + aws-provider-6", { ...cdktn, ...aws6 }),
  ],
};
