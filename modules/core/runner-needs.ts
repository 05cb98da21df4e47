import { TerraformResource, type TerraformStack } from "cdktf";
import { isOwn } from "./author-resources";
import { addressesNamedIn, blocksOf, expressionsOf } from "./block-needs";
import { addressOf, constructsIn } from "./elements";
import { hashOf } from "./name-digest";
import { type Document, whenRendered } from "./rendered";

/** What runs tasks, again and again. */
const RUNNERS = new Set([
  "aws_cloudwatch_event_target",
  "aws_ecs_service",
  "aws_ecs_task_set",
  "aws_pipes_pipe",
  "aws_scheduler_schedule",
  "aws_sfn_state_machine",
]);
/** Of these, what the library makes to run tasks. */
const OWN_RUNNERS = ["aws_ecs_service", "aws_scheduler_schedule"];
const TASK_DEFINITION = "aws_ecs_task_definition";
const RECORD = "terraform_data";
const DIGITS = 8;
const ONE_RESOURCE = /^[\w-]+\.([\w-]+)$/;

type Block = Readonly<Record<string, unknown>>;

/**
 * Has what a service or schedule of `stack` needs go only when it has moved, from the first apply on.
 *
 * Terraform deletes what goes from the code when everything has changed that depended on it in the state. But a service whose
 * update AWS refuses is in the state as one that depends on what is new already, and in a stack whose first apply has not come
 * to its end nothing else depends on the old.
 *
 * So there is a record before each of them, made when all is there that it needs. What it has it keeps: when names or grants change,
 * a record of another key is made beside it, and the old one goes, and after it what it depends on, when the service has moved.
 */
export function orderNeeds(stack: TerraformStack): void {
  whenRendered(stack, recordNeeds);
}

function recordNeeds(stack: TerraformStack, document: Document): Document {
  const blocks = blocksOf(document);
  if (![...blocks.keys()].some(isRunner)) return document;
  const parts = partsOfRunners(stack);
  const graph = new Graph(blocks, parts);
  const resources = { ...((document["resource"] ?? {}) as Record<string, Record<string, Block>>) };
  const records: Record<string, Block> = { ...resources[RECORD] };
  const recordOf = new Map<string, string>();
  for (const runner of graph.runners) {
    const [type = "", id = ""] = runner.split(".");
    const block = resources[type]?.[id];
    if (block === undefined || Array.isArray(block)) continue;
    const needs = graph.heldBy(runner);
    // One of the library has a record also when it needs nothing: what it needed before would go with the record.
    if (!parts.has(runner) && (needs.length === 0 || !graph.runsTasks(runner))) continue;
    const record = freeName(records, `${id}_needs`, `${type}_${id}_needs`);
    const key = hashOf(graph.keptBehind(needs).join("\n")).slice(0, DIGITS);
    records[record] = {
      for_each: `\${toset(["${key}"])}`,
      ...(needs.length > 0 ? { depends_on: needs } : {}),
      lifecycle: { create_before_destroy: true },
    };
    const waited = (block["depends_on"] ?? []) as readonly string[];
    const depends_on = [...waited, `${RECORD}.${record}`];
    resources[type] = { ...resources[type], [id]: { ...block, depends_on } };
    recordOf.set(runner, record);
  }
  if (recordOf.size === 0) return document;
  const moves = movesOf(recordOf, records, document);
  const moved = [...((document["moved"] ?? []) as readonly Block[]), ...moves];
  return {
    ...document,
    ...(moves.length > 0 ? { moved } : {}),
    resource: { ...resources, [RECORD]: records },
  };
}

/** What needs what in a stack as it is written. */
class Graph {
  public readonly runners: readonly string[];
  private readonly needs = new Map<string, ReadonlySet<string>>();
  private readonly needed = new Map<string, ReadonlySet<string>>();
  private readonly leading = new Map<string, boolean>();

  public constructor(
    private readonly blocks: ReadonlyMap<string, unknown>,
    private readonly parts: ReadonlyMap<string, string>,
  ) {
    this.runners = [...blocks.keys()].filter(isRunner);
  }

  public runsTasks(runner: string): boolean {
    return [...this.neededBy(runner)].some((one) => typeOf(one) === TASK_DEFINITION);
  }

  /**
   * What the record of `runner` depends on: what is `create_before_destroy` already, because what it depends on becomes it,
   * and AWS makes no second one of many a name.
   *
   * Nothing that needs another runner, and nothing of another one's construct that this one needs, too, and comes to wait for
   * this one where somebody turns round which of them waits: the state knows of blocks alone, so all records of the one would
   * wait for the other, and for each other.
   */
  public heldBy(runner: string): readonly string[] {
    const isAnothers = (one: string): boolean => {
      const owner = this.parts.get(one) ?? runner;
      return owner !== runner && this.neededBy(owner).has(one);
    };
    const isHeld = (one: string): boolean =>
      isMadeFirst(this.blocks.get(one)) && !isPassed(one) && !this.leadsToRunner(one);
    const found = this.reached(
      [runner],
      (one) => !isRunner(one) && !isAnothers(one) && !isHeld(one),
    );
    return [...found].filter((one) => isHeld(one) && !isAnothers(one)).sort();
  }

  /**
   * Those, and of what they need what can go: what has another address then, because the new one is made first. What the app's
   * author replaces otherwise must be no reason for another record, which would wait for it, and it for the old one.
   */
  public keptBehind(starts: readonly string[]): readonly string[] {
    return [...new Set([...starts, ...this.reached(starts, () => true)])]
      .filter((one) => isMadeFirst(this.blocks.get(one)) && typeOf(one) !== RECORD)
      .sort();
  }

  private neededBy(runner: string): ReadonlySet<string> {
    return kept(this.needed, runner, () => this.reached([runner], (one) => !isRunner(one)));
  }

  private leadsToRunner(address: string): boolean {
    const known = this.leading.get(address);
    if (known !== undefined) return known;
    const found = this.reached([address], (one) => !isRunner(one) && !this.leading.has(one));
    const leads = [...found].some((one) => isRunner(one) || this.leading.get(one) === true);
    this.leading.set(address, leads);
    // Nor does what it needs, then.
    if (!leads) for (const one of found) this.leading.set(one, false);
    return leads;
  }

  /** What `starts` need, with what that needs, but for what `passes` refuses. */
  private reached(
    starts: readonly string[],
    passes: (address: string) => boolean,
  ): ReadonlySet<string> {
    const found = new Set(starts.flatMap((one) => [...this.needsOf(one)]));
    for (const one of found) {
      if (passes(one)) for (const needed of this.needsOf(one)) found.add(needed);
    }
    return found;
  }

  private needsOf(address: string): ReadonlySet<string> {
    return kept(this.needs, address, () =>
      addressesNamedIn(expressionsOf(this.blocks.get(address)), this.blocks, address),
    );
  }
}

/** What `known` has of `key`; worked out once. */
function kept<T>(known: Map<string, T>, key: string, workOut: () => T): T {
  const found = known.get(key) ?? workOut();
  known.set(key, found);
  return found;
}

function isRunner(address: string): boolean {
  return RUNNERS.has(typeOf(address));
}

/** What is no need itself, or has one address for good, and is kept in the state until what runs it has moved. */
function isPassed(address: string): boolean {
  return isRunner(address) || [TASK_DEFINITION, RECORD].includes(typeOf(address));
}

function typeOf(address: string): string {
  return address.slice(0, address.indexOf("."));
}

function isMadeFirst(block: unknown): boolean {
  const lifecycle = (block as { readonly lifecycle?: Block } | undefined)?.lifecycle;
  return lifecycle?.["create_before_destroy"] === true;
}

/** The service or schedule of the library, itself too, that a resource is part of. */
function partsOfRunners(stack: TerraformStack): ReadonlyMap<string, string> {
  const resources = constructsIn(stack).filter((node) =>
    TerraformResource.isTerraformResource(node),
  );
  const runners = new Map(
    resources
      .filter((one) => OWN_RUNNERS.includes(one.terraformResourceType) && isOwn(one))
      .map((one) => [one.node.scope, addressOf(one)]),
  );
  return new Map(
    resources.flatMap((one) => {
      const scope = one.node.scopes.find((each) => runners.has(each));
      const runner = scope && runners.get(scope);
      return runner === undefined ? [] : [[addressOf(one), runner]];
    }),
  );
}

/** Two of other types can have one id, and the app's author can record something, too. */
function freeName(taken: object, ...names: readonly string[]): string {
  const [first = "", ...others] = names;
  if (!(first in taken)) return first;
  return freeName(taken, ...(others.length > 0 ? others : [`${first}_needs`]));
}

/**
 * The record moves with what it stands before, where the app's author renames that. One of several, or of a module, had a
 * record with all of them, or none.
 */
function movesOf(
  recordOf: ReadonlyMap<string, string>,
  records: object,
  document: Document,
): readonly Block[] {
  return ((document["moved"] ?? []) as readonly Block[]).flatMap(({ from, to }) => {
    const record = recordOf.get(String(to));
    const [, id] = ONE_RESOURCE.exec(String(from)) ?? [];
    const former = `${id}_needs`;
    if (record === undefined || id === undefined || former in records) return [];
    return { from: `${RECORD}.${former}`, to: `${RECORD}.${record}` };
  });
}
