import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError, type IGrantee, type SecretShape } from "../../core";
import {
  checkPartition,
  kindOf,
  objectType,
  part,
  policyText,
  readObject,
  recordOf,
  textOf,
  type PropTable,
} from "../../core/internal";
import { formatSecretValueFrom } from "../../facts";
import type { ISecretsManagerSecret } from "../../secretsmanager";
import { checkReaderAccount, checkSelectedVersion } from "../../secretsmanager/internal";
import type { ISecureStringParameter } from "../../ssm";
import { checkParameterAccount } from "../../ssm/internal";
import { jsonKeyExists, selectorText, sourceStore, versionSelector } from "../rules";

/** Which part and version of a Secrets Manager secret is read. */
export interface SecretSelector {
  /** Top-level key of a JSON secret; its value must be a string. @default - the whole secret */
  readonly jsonKey?: string;
  /** Staging label, such as AWSPREVIOUS. @default "AWSCURRENT" */
  readonly versionStage?: string;
  /** Version id; goes stale with the next rotation. @default - the version with the stage */
  readonly versionId?: string;
}

const SELECTOR = {
  jsonKey: part,
  versionStage: part,
  versionId: part,
} satisfies PropTable<SecretSelector>;

/** How props that take a secret are read. */
export const SECRET_REFERENCE = objectType("a SecretReference", "valueFrom", "grantRead");

/** What an applied change of a secret changes, so that its readers are deployed again. */
export interface SecretRevision {
  /** The secret's name. */
  readonly name: string;
  /** Its construct path, which tells it from one of the same name in another store or Region. */
  readonly path: string;
  /** Its revision, or an expression of the version that it stands at. */
  readonly revision: string;
}

/** How AWS names a secret in the events of its changes. */
export interface WatchedSecret {
  /** Where it is stored. */
  readonly store: "secretsmanager" | "ssm";
  /** Undefined where only Terraform knows the ARN that contains it. */
  readonly name: string | undefined;
  /** Its ARN. */
  readonly arn: string;
  /** The ARN as far as it is known before the secret exists. */
  readonly arnPattern: string;
  /** Staging label whose version is read; undefined in Parameter Store, where always the newest one is. */
  readonly versionStage: string | undefined;
}

/**
 * A secret as a container names it; the same kind of object wherever a container takes a secret.
 *
 * It knows the `valueFrom` that ECS reads and grants its reader exactly that secret, so what is referenced can be read, and
 * nothing else.
 */
export class SecretReference {
  /**
   * A secret of Secrets Manager, or one key of its JSON.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
   */
  public static fromSecretsManager(
    secret: ISecretsManagerSecret,
    selector: SecretSelector = {},
  ): SecretReference {
    checkSource("fromSecretsManager", "secretArn", secret);
    // A selector that is null is refused where the reference is used, with the path of its container.
    const texts = Object.entries(recordOf(selector)).map(
      ([part, text]) => [part, textOf(text)] as const,
    );
    const read: SecretSelector = Object.fromEntries(texts);
    const valueFrom = formatSecretValueFrom(secret.secretArn, read);
    return new SecretReference("secretsmanager", secret, valueFrom, read, selector);
  }

  /**
   * A SecureString parameter. Parameter Store knows no JSON keys, and ECS no versions of parameters.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
   */
  public static fromSsmParameter(parameter: ISecureStringParameter): SecretReference {
    checkSource("fromSsmParameter", "parameterArn", parameter);
    return new SecretReference("ssm", parameter, parameter.parameterArn, {});
  }

  private constructor(
    /** Which store it is in. */
    public readonly store: "secretsmanager" | "ssm",
    private readonly source: ISecretsManagerSecret | ISecureStringParameter,
    /** What stands in the container definition. */
    public readonly valueFrom: string,
    private readonly selector: SecretSelector,
    private readonly given = selector,
  ) {}

  /** The `valueFrom` in the JSON of `user`. @param id distinguishes it from other references there */
  public toJson(user: IConstruct, id: string): string {
    return policyText(user, id, this.valueFrom);
  }

  /** What must exist before a task starts. */
  public get dependables(): readonly ITerraformDependable[] {
    return this.source.dependables;
  }

  /** The revision that readers depend on; undefined where Terraform does not write the value. */
  public get revision(): SecretRevision | undefined {
    const { source } = this;
    if (source.revision === undefined) return undefined;
    const name = "secretName" in source ? source.secretName : source.parameterName;
    return { name, path: source.node.path, revision: source.revision };
  }

  /** Whether a JSON key or a version is selected, which platform 1.3.0 cannot read. */
  public get selectsPart(): boolean {
    return Object.values(this.selector).some((part) => part !== undefined);
  }

  /** The key of its JSON that is read; undefined for the whole secret. */
  public get jsonKey(): string | undefined {
    return this.selector.jsonKey;
  }

  /** What is known about the text of the whole secret. */
  public get shape(): SecretShape {
    return this.source.shape;
  }

  /** What to watch for a change of what is read; undefined for a pinned version, which never changes. */
  public get watched(): WatchedSecret | undefined {
    const { source, store } = this;
    const { versionId, versionStage = "AWSCURRENT" } = this.selector;
    if (!("secretArn" in source)) {
      const { parameterName, parameterArn: arn } = source;
      const name = parameterName === arn ? undefined : parameterName;
      return { store, name, arn, arnPattern: arn, versionStage: undefined };
    }
    if (versionId !== undefined) return undefined;
    const { secretName, secretArn: arn, secretArnPattern: arnPattern } = source;
    const name = secretName === arn ? undefined : secretName;
    return { store, name, arn, arnPattern, versionStage };
  }

  /** Lets `grantee` read exactly this secret. */
  public grantRead(grantee: IGrantee): void {
    this.source.grantRead(grantee);
  }

  /** Checks the reference where it is used, so that an error names the container and the variable. */
  public validate(user: IConstruct, prop: string): void {
    checkPartition(user, prop, this.valueFrom);
    const { jsonKey, versionStage, versionId } = readObject(user, prop, SELECTOR, this.given);
    versionSelector.enforce(user, prop, { versionStage, versionId });
    for (const part of [jsonKey, versionStage, versionId]) selectorText.enforce(user, prop, part);
    if ("secretArn" in this.source) {
      checkReaderAccount(this.source, user, prop);
      checkSelectedVersion(this.source, user, prop, { versionStage, versionId });
    }
    if ("parameterArn" in this.source) {
      checkParameterAccount(user, prop, this.source.parameterArn);
    }
    if (jsonKey !== undefined) {
      jsonKeyExists.enforce(user, prop, { jsonKey, shape: this.source.shape });
    }
  }
}

/** Plain JavaScript has no compiler that tells a secret from a parameter. @param member by which the right one is known */
function checkSource(method: string, member: string, source: unknown): void {
  const isRight = typeof source === "object" && source !== null && member in source;
  const call = `SecretReference.${method}()`;
  const prop = member === "secretArn" ? "secret" : "parameter";
  const problem = sourceStore.problem(prop, { isRight, got: kindOf(source) });
  if (problem) throw new ValidationError([{ path: call, ...problem }]);
}

/** One entry for each name of a secret, for the triggers of a service: a revision, or those of all secrets of the name. */
export function revisionsOf(references: readonly SecretReference[]): Record<string, string> {
  const placed = references.flatMap(({ revision }) =>
    revision === undefined ? [] : { ...revision, place: `${revision.name} ${revision.path}` },
  );
  const byName = new Map<string, Map<string, string>>();
  for (const { name, path, revision } of placed.sort((a, b) => (a.place < b.place ? -1 : 1))) {
    byName.set(name, (byName.get(name) ?? new Map<string, string>()).set(path, revision));
  }
  const entries = [...byName].map(([name, ofName]) => [name, joined([...ofName.values()])]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** A secret and its copies in other Regions have one revision. */
function joined(revisions: readonly string[]): string {
  return new Set(revisions).size === 1 ? (revisions[0] ?? "") : revisions.join(", ");
}
