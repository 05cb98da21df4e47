import type { Construct } from "constructs";
import { EphemeralVariable } from "../terraform-block";
import { defineRule } from "../rule";
import { hclString } from "../terraform-json";
import { isMissing, pathInStack } from "./write-guard";
import type { SecretShape, WrittenValue } from "./written-value";

const RESERVED = /^(count|depends_on|for_each|lifecycle|locals|providers|source|version)$/;

const variableName = defineRule<string>({
  id: "value-variable-name",
  demands:
    "be a Terraform variable name: a letter, then letters, digits, `_` or `-`, and no word that Terraform reserves",
  source: "https://developer.hashicorp.com/terraform/language/values/variables",
  remedy: "Environment variables carry it as TF_VAR_<name>, so lower case with `_` serves best.",
  broken: (name) => !/^[A-Za-z][A-Za-z0-9_-]*$/.test(name) || RESERVED.test(name),
});

/** A value from an ephemeral variable, with the guard against writing an empty one. */
export class VariableValue implements WrittenValue {
  public readonly kind = "written";
  public readonly shape: SecretShape = { kind: "unknown" };
  public readonly drawsAnew = false;
  public readonly variables: readonly string[];
  public readonly leastBytes = 1;
  public readonly literal = "";

  public constructor(private readonly name: string) {
    this.variables = [name];
  }

  public bind(scope: Construct): string {
    variableName.enforce(scope, "value", this.name);
    const description = `A secret value, written when its revision changes. Set TF_VAR_${this.name} then.`;
    const variable = EphemeralVariable.named(scope, this.name, description).expression;
    // A conversion that fails is Terraform's only way to raise an error inside an expression: it stops this resource
    // before the provider is called, so the state does not move and a retry with the value converges.
    const refusal = `tostring(tonumber(${hclString(`TF_VAR_${this.name} is not set, and this apply writes ${pathInStack(scope)}`)}))`;
    return `(terraform.applying && ${isMissing(this.name)} ? ${refusal} : ${variable})`;
  }
}
