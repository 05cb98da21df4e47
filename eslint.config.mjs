import { readdirSync } from "node:fs";
import js from "@eslint/js";
import tseslint from "typescript-eslint";

const providerIndex = {
  name: "@cdktf/provider-aws",
  message:
    "Import @cdktf/provider-aws/lib/<resource>: the index loads 1,500 resources (4 s, 1 GB).",
};

// Dependencies point one way: cli, environments, examples → modules/<service> → modules/core.
const services = readdirSync("modules", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "core")
  .map((entry) => entry.name)
  .join("|");
const upwards = {
  regex: "(^|/)(environments|cli|examples|test)(/|$)|^(cdktf-)?ecs-secrets(/|$)",
  message: "modules/ knows none of its callers, and itself by relative paths only.",
};
const insideOfService = {
  regex: `^(\\.\\./)+(core|${services})/`,
  message: "Import another folder of modules/ through its index.",
};
const serviceFromCore = {
  regex: `^(\\.\\./)+(${services})(/|$)`,
  message: "modules/core imports no service.",
};
const relativeModules = {
  regex: "^(\\.\\./)+modules(/|$)",
  message: "Import the modules as a consumer does: cdktf-ecs-secrets/<service>.",
};

const imports = (...patterns) => ({
  "no-restricted-imports": ["error", { paths: [providerIndex], patterns }],
});

export default tseslint.config(
  { ignores: ["**/node_modules/", "**/dist/", "cdktf.out/", "coverage/", ".cache/"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ["**/*.ts"],
    rules: { ...imports(), "max-lines": ["error", { max: 400 }] },
  },
  {
    files: ["main.ts", "environments/**/*.ts", "examples/**/*.ts", "cli/**/*.ts"],
    rules: imports(relativeModules),
  },
  { files: ["modules/**/*.ts"], rules: imports(upwards, insideOfService) },
  { files: ["modules/core/**/*.ts"], rules: imports(upwards, serviceFromCore) },
);
