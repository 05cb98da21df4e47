import { readdirSync } from "node:fs";
import js from "@eslint/js";
import tseslint from "typescript-eslint";
import { noImportCycles } from "./eslint-import-cycles.mjs";

const providerIndex = {
  name: "@cdktf/provider-aws",
  message:
    "Import @cdktf/provider-aws/lib/<resource>: the index loads 1,500 resources (4 s, 1 GB).",
};

// Dependencies point one way: environments, examples → modules/<service> → modules/core → modules/facts ← cli.
const services = readdirSync("modules", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "core" && entry.name !== "facts")
  .map((entry) => entry.name)
  .join("|");
const upwards = {
  regex: "(^|/)(environments|cli|examples|test)(/|$)|^(cdktf-)?ecs-secrets(/|$)",
  message: "modules/ knows none of its callers, and itself by relative paths only.",
};
// A folder's index is public; what the modules share among themselves besides stands in its internal.ts.
const insideOfFolder = {
  regex: "^(\\.\\./)+(?!(environments|cli|examples|test)/)[\\w-]+/(?!internal$)",
  message: "Import another folder of modules/ through its index or its internal.ts.",
};
const serviceFromCore = {
  regex: `^(\\.\\./)+(${services})(/|$)`,
  message: "modules/core imports no service.",
};
// live/redeploy is a folder of its own, with an index.
const insideOfCliFolder = {
  regex:
    "^(\\.\\./)+(aws|delivery|doctor|live(?!/redeploy$)|local-aws|network|policy|run|terraform|ways)/",
  message: "Import another folder of cli/src through its index.",
};
const relativeModules = {
  regex: "^(\\.\\./)+modules(/|$)",
  message: "Import the modules as a consumer does: cdktf-ecs-secrets/<service>.",
};
// What AWS and Terraform define is true for every program: it hangs on no library.
const factsAlone = {
  regex: "^(?!\\./)",
  message: "modules/facts depends on nothing outside its folder.",
};
// Each of the two packages carries its own compiled copy of the facts.
const modulesFromCli = {
  regex: "^(\\.\\./)+modules(?!/facts$)(/|$)|^cdktf-ecs-secrets(/|$)|^cdktf$|^constructs$",
  message: "cli/ takes modules/facts, by relative path, and nothing else of the modules.",
};

// The review's rooms, each of which knows only those before it; what they share stands in review/model.ts.
const reviewRooms = "plan world iam access containers findings report render guard run".split(" ");
const review = "cli/src/review";
const insideOfRoom = {
  regex: `^\\.\\./(${reviewRooms.join("|")})/`,
  message: "Import another folder of the review through its index.",
};
const laterRooms = (room) => ({
  regex: `^\\.\\./(${reviewRooms.slice(reviewRooms.indexOf(room) + 1).join("|") || "publish"})(/|$)`,
  message: `review/${room} knows only the folders before it: ${reviewRooms.join(", ")}.`,
});

// What an Aspect sets later would replace it: a lost create_before_destroy loses a value.
const lifecycleKept = {
  selector:
    ":not(CallExpression[callee.name=/^(keepLifecycle|goesLast)$/]) > NewExpression[callee.name!='TerraformData'] > ObjectExpression > Property[key.name='lifecycle']",
  message: "Make a resource with a lifecycle in a call of keepLifecycle(…) or goesLast(…).",
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
    plugins: { local: { rules: { "no-import-cycles": noImportCycles } } },
    rules: {
      ...imports(),
      "max-lines": ["error", { max: 400 }],
      "local/no-import-cycles": "error",
    },
  },
  {
    files: ["main.ts", "environments/**/*.ts", "examples/**/*.ts"],
    rules: imports(relativeModules),
  },
  { files: ["cli/**/*.ts"], rules: imports(modulesFromCli, insideOfCliFolder) },
  ...reviewRooms.map((room) => ({
    files: [`${review}/${room}/**/*.ts`],
    rules: imports(modulesFromCli, insideOfCliFolder, insideOfRoom, laterRooms(room)),
  })),
  {
    files: ["modules/**/*.ts"],
    rules: {
      ...imports(upwards, insideOfFolder),
      "no-restricted-syntax": ["error", lifecycleKept],
    },
  },
  { files: ["modules/core/**/*.ts"], rules: imports(upwards, serviceFromCore) },
  {
    files: ["modules/facts/**/*.ts"],
    rules: {
      ...imports(factsAlone),
      "no-restricted-globals": ["error", "process", "Buffer", "require", "__dirname"],
    },
  },
);
