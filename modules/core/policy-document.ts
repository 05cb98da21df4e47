import { mergeStatements } from "./merge-statements";
import type { PolicyStatement } from "./policy-statement";
import { lazyTerraformJson, type Json } from "./terraform-json";

/** An IAM policy that statements are added to; it renders merged and sorted, so equal grants give equal text. */
export class PolicyDocument {
  private readonly added: PolicyStatement[] = [];
  /** Of what is added so far: cdktf renders a policy several times. */
  private merged: readonly PolicyStatement[] | undefined;

  public constructor(statements: readonly PolicyStatement[] = []) {
    this.added.push(...statements);
  }

  /** Adds a statement; the order of additions never shows. */
  public add(statement: PolicyStatement): void {
    this.added.push(statement);
    this.merged = undefined;
  }

  /** The merged statements. */
  public get statements(): readonly PolicyStatement[] {
    return (this.merged ??= mergeStatements(this.added));
  }

  /** The policy as IAM reads it. */
  public toJson(): Json {
    return { Version: "2012-10-17", Statement: this.statements.map(renderStatement) };
  }

  /** The policy's text for a Terraform argument, complete at synthesis. */
  public toLazyText(): string {
    return lazyTerraformJson(() => this.toJson());
  }
}

function renderStatement(statement: PolicyStatement): Json {
  const { sid, effect = "Allow", actions, resources, principals, conditions } = statement;
  return {
    Sid: sid,
    Effect: effect,
    Principal: principals && mapValues(principals, oneOrMany),
    Action: oneOrMany(actions),
    Resource: resources && oneOrMany(resources),
    Condition: conditions && mapValues(conditions, (keys) => mapValues(keys, oneOrMany)),
  };
}

// IAM returns a list of one as a string; written as a list it would differ at every refresh.
function oneOrMany(values: readonly string[]): Json {
  return values.length === 1 ? values[0] : values;
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => Json): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
