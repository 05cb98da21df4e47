// Runs the unit tests of modules/ and environments/ on the other libraries of the supported range: `npm run test:compat`.
import path from "node:path";
import { fileURLToPath } from "node:url";

const compat = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(compat, "../..");
const others = path.join(compat, "node_modules");
const ours = path.join(root, "node_modules");
// Each project names both libraries: beside a file of this folder Node would find the other ones by itself.
const libraries = (cdktf, aws) => ({
  "^cdk(?:tf|tn)($|/.*)": `${cdktf}/cdktf$1`,
  "^@cdktf/provider-aws($|/.*)": `${aws}/provider-aws$1`,
});
const aws = { 5: `${ours}/@cdktf`, 6: `${others}/@cdktf`, newest: `${others}/@cdktn` };

// Every module, but for what only asks our own code how much fits where, and takes a minute for it.
const ALL = "{core,ec2,ecs,iam,kms,logs,redeployment,s3,secretsmanager,ssm}";
const SLOW = ["test/iam/role-policies", "test/ecs/delivery/least-privilege"];

const project = (displayName, moduleNameMapper, folders = ALL) => ({
  displayName,
  rootDir: root,
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["source", "node", "node-addons"] },
  transform: { "\\.ts$": "@swc/jest" },
  setupFiles: [
    "<rootDir>/test/support/without-traces.ts",
    "<rootDir>/test/compat/check-configs.ts",
  ],
  testMatch: [`<rootDir>/test/${folders}/**/*.test.ts`, "<rootDir>/test/compat/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", ...SLOW],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/cli/dist/", "<rootDir>/cdktf.out/"],
  // One copy of constructs for all.
  moduleNameMapper: { ...moduleNameMapper, "^constructs$": `${root}/node_modules/constructs` },
});

export default {
  // On a machine of two cores jest's own choice is one worker.
  maxWorkers: 2,
  projects: [
    project("cdktn", libraries(others, aws[5])),
    project("aws-provider-6", libraries(ours, aws[6])),
    // Each alone has shown the rest.
    project("cdktn + its own provider", libraries(others, aws.newest), "{ecs,secretsmanager}"),
  ],
};
