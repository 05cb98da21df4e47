import { parseArn } from "../../../modules/facts";
import { makePrivateDirectory, removeDirectory } from "../files";
import { isObject, objectIn, ownPath, type JsonObject } from "../json";
import { readStack } from "../terraform";
import { readStackFile, synthesize, type SynthesizedStack } from "../run";
import { Transcript } from "../ui";
import { UserError } from "../user-error";
import { type NamedPlace, refuseBoth } from "../named-place";
import { otherStarters } from "./other-starters";
import type { LiveTarget } from "./services";

/** Which live services a command is about, as typed. */
export interface LiveOptions extends NamedPlace {
  /** The program that synthesizes. @default - `app` of cdktf.json */
  readonly app?: string;
  /** @default - every service */
  readonly services?: readonly string[];
  /** @default - the environment's, else that of the profile */
  readonly region?: string;
  /** @default - the SDK's default credentials chain */
  readonly profile?: string;
  /** @default - AWS */
  readonly endpointUrl?: string;
}

/** Which live services a command is about, and where they are. */
export interface LiveSelection {
  /** One for each cluster. */
  readonly targets: readonly LiveTarget[];
  /** @default - that of the profile */
  readonly region?: string;
  /** Credentials of any other account are refused. @default - that of the credentials */
  readonly accountId?: string;
  /** What else of an environment starts tasks, such as `schedule nightly`. @default - nothing, or not known */
  readonly others?: readonly string[];
}

/**
 * Finds out which services are meant; an environment is synthesized for their names and ARNs.
 *
 * @throws UserError when it is not clear which
 */
export async function liveTarget(options: LiveOptions): Promise<LiveSelection> {
  refuseBoth(options);
  const { cluster, services } = options;
  if (cluster !== undefined) {
    const arn = parseArn(cluster);
    return {
      targets: [{ cluster, services }],
      region: options.region ?? arn?.region,
      accountId: arn?.account,
    };
  }
  const stack = await readStackServices(options);
  const region = options.region ?? stack.region;
  const selection = { targets: chosen(stack, services), region, accountId: stack.accountId };
  // Who names services means nothing else.
  const isAll = services === undefined && stack.others.length > 0;
  return isAll ? { ...selection, others: stack.others } : selection;
}

function chosen(
  { stackName, targets }: Awaited<ReturnType<typeof readStackServices>>,
  services: readonly string[] | undefined,
): readonly LiveTarget[] {
  if (!services) return targets;
  const known = targets.flatMap((target) => target.services);
  const unknown = services.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError(
      `The environment ${stackName} has no service ${unknown.join(", ")}.`,
      `It has ${known.join(", ")}.`,
      ["name one of these, or leave --service out for all of them"],
    );
  }
  return targets
    .map((target) => ({
      ...target,
      services: target.services.filter((name) => services.includes(name)),
    }))
    .filter((target) => target.services.length > 0);
}

/** The services that a synthesized stack declares. */
export interface StackServices {
  readonly stackName: string;
  readonly region: string;
  readonly accountId?: string;
  /** One for each cluster, sorted. */
  readonly targets: readonly { readonly cluster: string; readonly services: readonly string[] }[];
  /** What else starts tasks, sorted. */
  readonly others: readonly string[];
}

/** Synthesizes the app and reads the names of a stack's services. @throws UserError when it has none */
export async function readStackServices(
  options: Pick<LiveOptions, "app" | "stackName">,
): Promise<StackServices> {
  const directory = await makePrivateDirectory();
  try {
    const { app } = options;
    const stacks = await synthesize({ app, outdir: directory, transcript: new Transcript() });
    const stack = choose(stacks, options.stackName);
    const { region, accountId } = await readStackFile(stack.directory);
    const synthesized = await readStack(stack.directory);
    const targets = targetsOf(synthesized, stack.name);
    return {
      stackName: stack.name,
      region,
      accountId,
      targets,
      others: otherStarters(synthesized),
    };
  } finally {
    await removeDirectory(directory);
  }
}

function targetsOf(stack: JsonObject, stackName: string): StackServices["targets"] {
  const clusters = new Map<string, string[]>();
  const declared = objectIn(ownPath(stack, "resource", "aws_ecs_service"));
  for (const [id, resource] of Object.entries(declared)) {
    if (!isObject(resource)) {
      throw new UserError(
        `The service ${id} of ${stackName} cannot be read.`,
        "What was synthesized of it is no JSON object, and Terraform would refuse it.",
        ["correct the app where it overrides `resource.aws_ecs_service`"],
      );
    }
    const cluster = clusterOf(stack, resource["cluster"]);
    const name = literal(resource["name"]);
    if (cluster === undefined || name === undefined) {
      throw new UserError(
        `The service ${id} of ${stackName} cannot be found by its name.`,
        "Its name, or that of its cluster, is known to Terraform only.",
        ["name them: --cluster <cluster> --service <name>"],
      );
    }
    clusters.set(cluster, [...(clusters.get(cluster) ?? []), name]);
  }
  if (clusters.size === 0) {
    throw new UserError(
      `The stack ${stackName} has no service.`,
      "It declares no aws_ecs_service.",
      ["name the cluster whose services are meant: --cluster <cluster>"],
    );
  }
  return [...clusters]
    .map(([cluster, services]) => ({ cluster, services: services.sort() }))
    .sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
}

/** A cluster is named by its name, its ARN, or a reference to one of the same stack. */
function clusterOf(stack: JsonObject, cluster: unknown): string | undefined {
  const [, data, id = ""] =
    /^\$\{(data\.)?aws_ecs_cluster\.([\w-]+)\.\w+\}$/.exec(String(cluster)) ?? [];
  if (id === "") return literal(cluster ?? "default");
  return data === undefined
    ? literal(ownPath(stack, "resource", "aws_ecs_cluster", id, "name"))
    : literal(ownPath(stack, "data", "aws_ecs_cluster", id, "cluster_name"));
}

function literal(text: unknown): string | undefined {
  return typeof text === "string" && !text.includes("${") ? text : undefined;
}

function choose(stacks: readonly SynthesizedStack[], name: string | undefined): SynthesizedStack {
  const chosen = name === undefined && stacks.length === 1 ? stacks[0] : undefined;
  const stack = chosen ?? stacks.find((candidate) => candidate.name === name);
  if (stack) return stack;
  if (stacks.length === 0) {
    throw new UserError("There is no environment.", "The app makes no stack.", [
      "name a cluster: --cluster <cluster>",
    ]);
  }
  const reason =
    name === undefined ? "The app has several." : `The app has no environment "${name}".`;
  throw new UserError("Which environment?", reason, [
    `name one of: ${stacks.map((candidate) => candidate.name).join(", ")}`,
    "or a cluster: --cluster <cluster>",
  ]);
}
