import { TerraformResource, type TerraformStack } from "cdktf";
import { isOwn } from "./author-resources";
import { addressesIn, blocksOf, expressionsOf } from "./block-needs";
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
const TASK_DEFINITION = "aws_ecs_task_definition";
const RECORD = "terraform_data";
const DIGITS = 8;

type Block = Readonly<Record<string, unknown>>;

/**
 * Has what a service or schedule of `stack` needs go only when it has moved, from the first apply on.
 *
 * Terraform deletes what goes from the code when everything has changed that depended on it in the state. But a service whose
 * update AWS refuses is in the state as one that depends on what is new already, and in a stack whose first apply has not come
 * to its end nothing else depends on the old.
 *
 * So there is a record before each of them, made when all is there that it needs. What it has it keeps: when names change, a
 * record of another key is made beside it, and the old one goes, and after it what it depends on, when the service has moved.
 */
export function orderNeeds(stack: TerraformStack): void {
  whenRendered(stack, recordNeeds);
}

function recordNeeds(stack: TerraformStack, document: Document): Document {
  const blocks = blocksOf(document);
  const runners = [...blocks.keys()].filter((address) => RUNNERS.has(typeOf(address)));
  if (runners.length === 0) return document;
  const own = new Set(ownAddresses(stack).filter((address) => !isRunner(address)));
  const needs = new Map<string, ReadonlySet<string>>();
  const needsOf = (address: string): ReadonlySet<string> => {
    const known = needs.get(address);
    if (known) return known;
    const found = addressesIn(expressionsOf(blocks.get(address)), blocks, address);
    needs.set(address, found);
    return found;
  };
  const resources = { ...((document["resource"] ?? {}) as Record<string, Record<string, Block>>) };
  const records: Record<string, Block> = { ...resources[RECORD] };
  for (const runner of runners) {
    const all = reached(runner, needsOf, (one) => !isRunner(one));
    if (![...all].some(isDefinition)) continue;
    const held = [...all].filter((one) => own.has(one) && !isDefinition(one)).sort();
    if (held.length === 0) continue;
    const before = [
      ...reached(runner, needsOf, (one) => !isRunner(one) && !isMadeFirst(blocks.get(one))),
    ]
      // The others would have to be, with it, and AWS makes no second one of many a name.
      .filter((one) => isMadeFirst(blocks.get(one)))
      .sort();
    const [type = "", id = ""] = runner.split(".");
    // Two of other types can have one id, and so can what the app's author records.
    const record = `${id}_needs` in records ? `${type}_${id}_needs` : `${id}_needs`;
    records[record] = {
      for_each: `\${toset(["${hashOf(held.join("\n")).slice(0, DIGITS)}"])}`,
      depends_on: before,
      lifecycle: { create_before_destroy: true },
    };
    const block = resources[type]?.[id];
    const waited = (block?.["depends_on"] ?? []) as readonly string[];
    const depends_on = [...waited, `${RECORD}.${record}`];
    resources[type] = { ...resources[type], [id]: { ...block, depends_on } };
  }
  if (Object.keys(records).length === 0) return document;
  return { ...document, resource: { ...resources, [RECORD]: records } };
}

/** What can be reached from `start`, without it; what `passes` refuses is found, and what that needs is not. */
function reached(
  start: string,
  needsOf: (address: string) => Iterable<string>,
  passes: (address: string) => boolean,
): ReadonlySet<string> {
  const found = new Set(needsOf(start));
  for (const one of found) if (passes(one)) for (const needed of needsOf(one)) found.add(needed);
  return found;
}

function isRunner(address: string): boolean {
  return RUNNERS.has(typeOf(address));
}

function isDefinition(address: string): boolean {
  return typeOf(address) === TASK_DEFINITION;
}

function typeOf(address: string): string {
  return address.slice(0, address.indexOf("."));
}

function isMadeFirst(block: unknown): boolean {
  const lifecycle = (block as { readonly lifecycle?: Block } | undefined)?.lifecycle;
  return lifecycle?.["create_before_destroy"] === true;
}

/** Where what the library makes stands; its records come and go with values and with what is made, and nothing is lost with one. */
function ownAddresses(stack: TerraformStack): readonly string[] {
  return constructsIn(stack)
    .filter((node) => TerraformResource.isTerraformResource(node))
    .filter((resource) => isOwn(resource) && resource.terraformResourceType !== RECORD)
    .map(addressOf);
}
