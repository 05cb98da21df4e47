import { review, role } from "./attacks";
import { changed, secret, secretArn, task } from "./made-world";

const SECRETS = { DB: "db" };
const REFERENCE = { name: "DB", valueFrom: secretArn("db") };

/** What is said of a task whose role reads nothing, with one container written in this way. */
function said(container: Readonly<Record<string, unknown>>): readonly string[] {
  const definition = changed(
    "aws_ecs_task_definition",
    "web",
    null,
    task("web", "app", SECRETS, container),
  );
  return review([secret("db"), role, definition]).findings.map(
    ({ id, subject }) => `${id} ${subject}`,
  );
}

// Nobody wrote these down for ECS, but configurations and older states hold them.
it.each<[string, Readonly<Record<string, unknown>>]>([
  ["is there", {}],
  [
    "has null for what it leaves out",
    {
      command: null,
      entryPoint: null,
      environment: null,
      environmentFiles: null,
      credentialSpecs: null,
      logConfiguration: null,
      repositoryCredentials: null,
      healthCheck: null,
      image: null,
    },
  ],
  [
    "has null in its lists",
    {
      secrets: [null, REFERENCE],
      environment: [null, { name: "A", value: null }],
      environmentFiles: [null, { value: null }],
      credentialSpecs: [null],
      command: [null],
      logConfiguration: { logDriver: null, options: null, secretOptions: [null] },
    },
  ],
  [
    "has numbers where texts belong",
    {
      image: 5,
      secrets: [{ name: 1, valueFrom: 2 }, REFERENCE],
      environment: [{ name: 1, value: 2 }],
      command: [1],
      credentialSpecs: [2],
      repositoryCredentials: { credentialsParameter: 3 },
      logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": 4 } },
    },
  ],
  [
    "has objects and texts where lists belong",
    {
      environment: { A: "b" },
      environmentFiles: "s3://files/app.env",
      command: "run",
      credentialSpecs: {},
      logConfiguration: [],
      repositoryCredentials: "login",
    },
  ],
])("judges the secret of a container that %s", (_what, container) => {
  expect(said(container)).toContain("UNREADABLE-SECRET web/app/DB");
});
