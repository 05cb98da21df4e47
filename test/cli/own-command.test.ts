import { ownCommand } from "../../cli/src/own-command";

describe("ownCommand", () => {
  it.each<[string, NodeJS.ProcessEnv, string, string]>([
    [
      "in a clone",
      { npm_lifecycle_event: "ecs-secrets" },
      "cli/src/main.ts",
      "npm run ecs-secrets -- doctor dev",
    ],
    [
      "through npx",
      { npm_lifecycle_event: "npx" },
      "/app/node_modules/.bin/ecs-secrets",
      "npx ecs-secrets doctor dev",
    ],
    [
      "in a script of a project",
      { npm_lifecycle_event: "review" },
      "/app/node_modules/.bin/ecs-secrets",
      "npx ecs-secrets doctor dev",
    ],
    ["on PATH", {}, "/usr/local/bin/ecs-secrets", "ecs-secrets doctor dev"],
    [
      "by its path in a project",
      {},
      "/app/node_modules/.bin/ecs-secrets",
      "npx ecs-secrets doctor dev",
    ],
    [
      "as a file of the project's packages",
      {},
      "/app/node_modules/ecs-secrets/dist/cli/src/main.js",
      "npx ecs-secrets doctor dev",
    ],
    [
      "as a file below the working directory",
      {},
      "/app/cli/dist/cli/src/main.js",
      "node cli/dist/cli/src/main.js doctor dev",
    ],
    [
      "as a file elsewhere",
      {},
      "/some where/cli/src/main.js",
      "node '/some where/cli/src/main.js' doctor dev",
    ],
    ["as the sources of a clone", {}, "/app/cli/src/main.ts", "npm run ecs-secrets -- doctor dev"],
  ])("is what the user can type %s", (_, env, program, typed) => {
    expect(ownCommand("doctor dev", { env, program, folder: "/app" })).toBe(typed);
  });
});
