import { DeleteRolePolicyCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { DeleteSecretCommand, DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { DeleteParameterCommand } from "@aws-sdk/client-ssm";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { TARGET, type LocalScenario } from "../../support/local-scenario";
import type { Code } from "./code";

/** A role has a policy that no state knows: Terraform was cut off while it made it. */
const HAS_MORE = /deleting IAM Role \(([\w-]+)\): .*DeleteConflict/;
const TAKEN = /already exists|AlreadyExists|AlreadyOwnedByYou|ConflictException|Conflict/;

/** A rule was half-made: Terraform has made it again under its name, and cannot delete the half, which is the same one. */
const HAS_TARGETS = /deleting EventBridge Rule \(([^()]+)\): .*has targets/;

interface Configured {
  readonly resource?: {
    readonly aws_lambda_function?: Readonly<Record<string, { readonly function_name: string }>>;
    readonly aws_cloudwatch_event_rule?: Readonly<Record<string, { readonly name: string }>>;
  };
}

/**
 * Does what docs/changes.md says of what AWS has and the state has not, because the answer to its creation never came:
 * imports it; what the state has half-made it untaints; where its address has what it is to replace, deletes it, as nothing
 * reads it yet.
 */
export class Mending {
  public constructor(private readonly scenario: LocalScenario) {}

  /** @returns whether there was anything */
  public async mended(said: string, code: Code): Promise<boolean> {
    let done = await this.knowsRule(HAS_TARGETS.exec(said)?.[1]);
    for (const [error = "", address = ""] of said.matchAll(/^(aws_[\w.-]+): .*$/gm)) {
      const type = address.split(".")[0] ?? "";
      const [, role] = HAS_MORE.exec(error) ?? [];
      if (role !== undefined) done = (await this.withoutPolicies(role)) || done;
      if (!TAKEN.test(error)) continue;
      const id = await this.idOf(type, error, code);
      if (id === undefined) continue;
      done =
        (await this.typed("import", "-input=false", address, id)) ||
        // It is in the state, half-made.
        (await this.typed("untaint", address)) ||
        (await this.removed(type, id)) ||
        done;
    }
    return done;
  }

  /**
   * Imports the functions that AWS made and the state has not: the provider tries for five minutes to make such a one again
   * before it says so, at each apply.
   *
   * @returns whether there was any
   */
  public async knowsFunctions(): Promise<boolean> {
    const resource = await this.configured();
    let done = false;
    for (const [id, block] of Object.entries(resource?.aws_lambda_function ?? {})) {
      const address = `aws_lambda_function.${id}`;
      done = (await this.typed("import", "-input=false", address, block.function_name)) || done;
    }
    return done;
  }

  private async knowsRule(name: string | undefined): Promise<boolean> {
    const rules = Object.entries((await this.configured())?.aws_cloudwatch_event_rule ?? {});
    const [id] = rules.find(([, rule]) => rule.name === name) ?? [];
    if (id === undefined) return false;
    const address = `aws_cloudwatch_event_rule.${id}`;
    return (
      (await this.typed("state", "rm", address)) &&
      (await this.typed("import", "-input=false", address, `default/${name}`))
    );
  }

  private async configured(): Promise<Configured["resource"]> {
    const file = path.join(this.scenario.stackDirectory, "cdk.tf.json");
    return (JSON.parse(await readFile(file, "utf8")) as Configured).resource;
  }

  /** What the state knew of them is gone by then. */
  private async withoutPolicies(RoleName: string): Promise<boolean> {
    const { iam } = this.scenario.clients;
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) {
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
    return PolicyNames.length > 0;
  }

  /** A command of Terraform. @returns whether it passed */
  private async typed(...words: readonly string[]): Promise<boolean> {
    const child = spawn(this.scenario.binary, words, {
      cwd: this.scenario.stackDirectory,
      env: this.scenario.environment,
      stdio: "ignore",
    });
    const [code] = (await once(child, "exit")) as [number | null];
    return code === 0;
  }

  private async removed(type: string, id: string): Promise<boolean> {
    const { ssm, secretsManager } = this.scenario.stores;
    if (type === "aws_ssm_parameter") {
      await ssm.send(new DeleteParameterCommand({ Name: id }));
      return true;
    }
    if (type !== "aws_secretsmanager_secret") return false;
    const ForceDeleteWithoutRecovery = true;
    await secretsManager.send(
      new DeleteSecretCommand({ SecretId: id, ForceDeleteWithoutRecovery }),
    );
    return true;
  }

  /** What `terraform import` names it by: as a rule what the error has in brackets. */
  private async idOf(type: string, error: string, { stored }: Code): Promise<string | undefined> {
    const named = /\(([^()]+)\)/.exec(error)?.[1];
    const given = stored.find(
      ({ store, name }) =>
        (store === "secret") === (type === "aws_secretsmanager_secret") &&
        (named === undefined || named === name),
    );
    const name = named ?? given?.name;
    if (type === "aws_iam_policy") return `arn:aws:iam::${TARGET.account}:policy/${name}`;
    if (type === "aws_scheduler_schedule") return `default/${name}`;
    if (type !== "aws_secretsmanager_secret") return name;
    // It has no value yet.
    const secret = await this.scenario.stores.secretsManager.send(
      new DescribeSecretCommand({ SecretId: name }),
    );
    return secret.ARN;
  }
}
