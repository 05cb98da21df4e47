import type { Json, Problem } from "../../core";
import { isUnresolved } from "../../core/internal";
import type { ContainerDefinition } from "../container";
import * as rules from "../rules";

type Finding = Omit<Problem, "path"> | undefined;

/** What FireLens reads of a container definition. */
interface Part {
  readonly container: ContainerDefinition;
  readonly name: string;
  /** The program of a log router; undefined for every other container. */
  readonly type: Json;
  readonly user: Json;
  /** Whether its output goes to the router. */
  readonly sends: boolean;
  /** Names of its log options, plain and secret; one that names no plugin counts as another. */
  readonly options: readonly string[];
  /** How many lines wait in memory. */
  readonly bufferLimit: Json;
  /** Other containers that it waits for. */
  readonly waitsFor: readonly string[];
}

/**
 * What is wrong with the log router of a task and with the containers that send to it; known when all containers are
 * added. What is only perhaps wrong becomes a warning of the router's container.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
 */
export function firelensProblems(containers: readonly ContainerDefinition[]): Finding[] {
  const parts = containers.map(partOf);
  const routers = parts.filter(({ type }) => type !== undefined);
  const senders = parts.filter(({ sends }) => sends);
  const names = { senders: namesOf(senders), routers: namesOf(routers) };
  const [router] = routers;
  if (router) warnOf(router, senders);
  return [
    rules.firelensRouters.problem("firelensRouter", names),
    ...routers.map(({ name, user }) =>
      rules.firelensUser.problem(`${name}.user`, typeof user === "string" ? user : undefined),
    ),
    ...(router ? senders.map((sender) => outputProblem(router, sender)) : []),
    ...senders.map(({ name, bufferLimit }) =>
      rules.firelensBufferLimit.problem(`${name}.logging`, bufferLimit),
    ),
  ];
}

function outputProblem({ type }: Part, { name, options }: Part): Finding {
  if (typeof type !== "string" || isUnresolved(type)) return undefined;
  return rules.firelensOutput.problem(`${name}.logging`, { type, options });
}

function warnOf(router: Part, senders: readonly Part[]): void {
  const { container, name, sends, waitsFor } = router;
  rules.firelensRouterLogging.enforce(container, "logging", sends ? "awsfirelens" : undefined);
  const early = senders.filter(
    (sender) =>
      sender !== router && !waitsFor.includes(sender.name) && !sender.waitsFor.includes(name),
  );
  const order = { router: name, waitsFor, early: namesOf(early) };
  rules.firelensOrder.enforce(container, "dependsOn", order);
}

function namesOf(parts: readonly Part[]): readonly string[] {
  return parts.map(({ name }) => name);
}

function partOf(container: ContainerDefinition): Part {
  const json = container.toJson();
  const log = field(json, "logConfiguration");
  const options = objectOf(field(log, "options"));
  const secretOptions = listOf(field(log, "secretOptions")).map((option) => field(option, "name"));
  return {
    container,
    name: container.containerName,
    type: field(field(json, "firelensConfiguration"), "type"),
    user: field(json, "user"),
    sends: field(log, "logDriver") === "awsfirelens",
    options: [
      ...Object.keys(options).map((name) =>
        rules.isOutputPlugin(name) && options[name] === "" ? `an empty ${name}` : name,
      ),
      ...secretOptions.filter(isText),
    ],
    bufferLimit: options[rules.BUFFER_LIMIT],
    waitsFor: listOf(field(json, "dependsOn"))
      .map((on) => field(on, "containerName"))
      .filter(isText),
  };
}

function field(json: Json, name: string): Json {
  return objectOf(json)[name];
}

function objectOf(json: Json): { readonly [key: string]: Json } {
  return typeof json === "object" && !isList(json) ? json : {};
}

function listOf(json: Json): readonly Json[] {
  return isList(json) ? json : [];
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function isText(json: Json): json is string {
  return typeof json === "string";
}
