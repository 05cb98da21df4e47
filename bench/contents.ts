import { readFileSync, statSync } from "node:fs";

/** What a synthesized stack holds. */
export interface Contents {
  readonly bytes: number;
  readonly resources: number;
  readonly ephemeral: number;
  readonly data: number;
}

type Blocks = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** Of a `cdk.tf.json`, or of a template of CloudFormation. */
export function contentsOf(file: string): Contents {
  const stack = JSON.parse(readFileSync(file, "utf8")) as {
    readonly resource?: Blocks;
    readonly ephemeral?: Blocks;
    readonly data?: Blocks;
    readonly Resources?: object;
  };
  const blocks = (types: Blocks = {}): number =>
    Object.values(types).reduce((sum, type) => sum + Object.keys(type).length, 0);
  const { Resources = {} } = stack;
  return {
    bytes: statSync(file).size,
    resources: blocks(stack.resource) + Object.keys(Resources).length,
    ephemeral: blocks(stack.ephemeral),
    data: blocks(stack.data),
  };
}
