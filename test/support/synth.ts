import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import { deployToAws, type DeployToAwsProps } from "cdktf-ecs-secrets/core";

export { plainName } from "./plain-name";

/** Account that test stacks are deployed to, unless a test says otherwise. */
export const ACCOUNT = "123456789012";
/** Region of test stacks, unless a test says otherwise. */
export const REGION = "eu-central-1";

/** Arguments of a block as they stand in `cdk.tf.json`. */
export type Attributes = Readonly<Record<string, unknown>>;
/** Blocks of one type, by their name in Terraform. */
export type Blocks = Readonly<Record<string, Attributes>>;

/** An IAM statement as AWS reads it: a list of one is a string. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** An IAM policy as AWS reads it. */
export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** What another program reads from a stack's `cdk.tf.json`. */
export interface Synthesized {
  /** The whole document. */
  readonly json: Readonly<Record<string, unknown>>;
  /** All resources of a type; none gives an empty object. */
  resources(type: string): Blocks;
  /** The attributes of the one resource of a type. @throws Error when there is none, or more than one */
  only(type: string): Attributes;
  /** All data sources of a type. */
  dataSources(type: string): Blocks;
  /** All ephemeral resources of a type. */
  ephemeral(type: string): Blocks;
  /** Arguments of the configured provider `name`, one entry for each. */
  providers(name: string): readonly Attributes[];
  readonly variables: Blocks;
  readonly locals: Attributes;
  readonly outputs: Blocks;
  /** The settings block `terraform`. */
  readonly terraform: Attributes;
}

/** How a test stack differs from the usual one. */
export interface TestStackOptions extends Partial<DeployToAwsProps> {
  /** Id of the stack, the first part of every construct path. @default "test" */
  readonly stackName?: string;
}

let scratch: string | undefined;

afterAll(() => {
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  scratch = undefined;
});

/** A stack that declares nothing: neither a provider nor where it is deployed. */
export function bareStack(stackName = "test"): TerraformStack {
  // cdktf makes the directory of an app at once; here it is removed again.
  scratch ??= mkdtempSync(join(tmpdir(), "synth-"));
  return new TerraformStack(Testing.app({ outdir: scratch }), stackName);
}

/** A stack with its AWS provider, deployed to {@link ACCOUNT} and {@link REGION}. */
export function testStack(options: TestStackOptions = {}): TerraformStack {
  const { stackName, ...deploy } = options;
  const stack = bareStack(stackName);
  deployToAws(stack, { account: ACCOUNT, region: REGION, ...deploy });
  return stack;
}

/** Synthesizes `stack`, validations included, and parses the result. */
export function synth(stack: TerraformStack): Synthesized {
  const json = JSON.parse(Testing.synth(stack, true)) as Readonly<Record<string, unknown>>;
  const blocks = (kind: string): Blocks => (json[kind] ?? {}) as Blocks;
  const ofType = (kind: string, type: string): Blocks => (blocks(kind)[type] ?? {}) as Blocks;
  return {
    json,
    resources: (type) => ofType("resource", type),
    only: (type) => onlyOne(type, ofType("resource", type)),
    dataSources: (type) => ofType("data", type),
    ephemeral: (type) => ofType("ephemeral", type),
    providers: (name) => (blocks("provider")[name] ?? []) as unknown as readonly Attributes[],
    variables: blocks("variable"),
    locals: blocks("locals"),
    outputs: blocks("output"),
    terraform: blocks("terraform"),
  };
}

/** What stands in `cdk.tf.json` where `value` is used: tokens as the expressions that they are. */
export function rendered(stack: TerraformStack, value: string | number): unknown {
  const id = `rendered-${stack.node.children.length}`;
  new TerraformOutput(stack, id, { value, staticId: true });
  return synth(stack).outputs[id]?.["value"];
}

/** Parses the text of a policy argument. @throws Error when it is not JSON */
export function policyOf(text: unknown): Policy {
  if (typeof text !== "string") throw new Error(`no policy text: ${JSON.stringify(text)}`);
  return JSON.parse(text) as Policy;
}

function onlyOne(type: string, blocks: Blocks): Attributes {
  const names = Object.keys(blocks);
  const [name] = names;
  if (name === undefined || names.length > 1) {
    throw new Error(`expected one ${type}, got ${names.length === 0 ? "none" : names.join(", ")}`);
  }
  return blocks[name] ?? {};
}
