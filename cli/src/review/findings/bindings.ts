import { parsePolicy } from "../../policy";
import {
  listIn,
  own,
  textIn,
  textsOf,
  type Plan,
  type ResourceChange,
  type StackInput,
  type Values,
} from "../plan";
import { denialsIn, denies, type Denial } from "./denied-deletions";

/** Policies before a plan, of all stacks that are reviewed together, and whom they bind. */
export class Bindings {
  private policies: ReadonlyMap<string, Values> | undefined;
  private readonly denials = new Map<string, readonly Denial[]>();
  private managedChanges: readonly ResourceChange[] | undefined;

  public constructor(private readonly all: readonly StackInput[]) {}

  /** The deletions that a managed policy denies. */
  public deniedBy(arn: string | undefined): readonly string[] {
    return arn === undefined ? [] : this.denialsOf(arn).map(({ text }) => text);
  }

  /** Whether a plan tells what a policy says. */
  public knows(arn: string): boolean {
    return this.managed().has(arn);
  }

  /** Whether a policy of the review denies to delete something by one of these actions. */
  public protects(arn: string, actions: readonly string[]): boolean {
    return [...this.managed().keys()].some((policy) =>
      this.denialsOf(policy).some((denial) =>
        actions.some((action) => denies(denial, action, arn)),
      ),
    );
  }

  /** The same of all policies of one name, or of one ARN. */
  public deniedByName(wanted: {
    readonly name?: string;
    readonly path?: string;
    readonly arn?: string;
  }): readonly string[] {
    const { name, path, arn } = wanted;
    if (name === undefined) return this.deniedBy(arn);
    const found = [...this.managed().values()].filter(
      (values) => textIn(values["name"]) === name && (textIn(values["path"]) ?? "/") === path,
    );
    return [...new Set(found.flatMap((values) => deniedIn(values["policy"])))];
  }

  /** The deletions that inline policies deny to a principal. */
  public inlineOf(
    kind: string,
    holder: string,
    isWanted: (name: string) => boolean,
  ): readonly string[] {
    const apart = this.changes
      .filter(({ type, action }) => type === `aws_iam_${kind}_policy` && action !== "delete")
      .flatMap(({ before }) => (textIn(before?.[kind]) === holder && before ? [before] : []));
    const inside = this.holders(kind, holder).flatMap((values) => listIn(values["inline_policy"]));
    const texts = [...apart, ...inside].flatMap((policy) => {
      const name = textIn(own(policy, "name"));
      return name !== undefined && isWanted(name) ? [own(policy, "policy")] : [];
    });
    return [...new Set(texts.flatMap(deniedIn))];
  }

  /** ARNs of the managed policies that a principal has, as far as plans tell. */
  public attachedTo(kind: string, holder: string): readonly string[] {
    const arns = this.changes.flatMap(({ type, before }) => {
      const arn = textIn(before?.["policy_arn"]);
      if (arn === undefined) return [];
      if (type === `aws_iam_${kind}_policy_attachment`) return before?.[kind] === holder ? arn : [];
      const isOne = type === "aws_iam_policy_attachment";
      return isOne && textsOf(before?.[`${kind}s`]).includes(holder) ? arn : [];
    });
    const inside = this.holders(kind, holder).flatMap((values) =>
      textsOf(values["managed_policy_arns"]),
    );
    const listed = this.changes
      .filter(({ type }) => type === `aws_iam_${kind}_policy_attachments_exclusive`)
      .filter(({ before }) => before?.[`${kind}_name`] === holder)
      .flatMap(({ before }) => textsOf(before?.["policy_arns"]));
    return [...new Set([...arns, ...inside, ...listed, ...this.keptOn(kind, holder)])];
  }

  /** Policies that themselves deny to be detached from the principal, as those of `DeletionProtection` do. */
  private keptOn(kind: string, holder: string): readonly string[] {
    return [...this.managed()].flatMap(([arn, values]) =>
      keptHolders(values["policy"]).some((one) => isHolder(one, kind, holder)) ? [arn] : [],
    );
  }

  /** Most plans let nothing go, and nothing is gathered for them. */
  private get changes(): readonly ResourceChange[] {
    this.managedChanges ??= this.all.flatMap(({ plan }) =>
      plan.changes.filter(({ mode }) => mode === "managed"),
    );
    return this.managedChanges;
  }

  private holders(kind: string, holder: string): readonly Values[] {
    return this.changes.flatMap(({ type, before }) =>
      type === `aws_iam_${kind}` && before?.["name"] === holder ? [before] : [],
    );
  }

  private denialsOf(arn: string): readonly Denial[] {
    const known = this.denials.get(arn) ?? denialsIn(this.managed().get(arn)?.["policy"]);
    this.denials.set(arn, known);
    return known;
  }

  /** By ARN; of data sources, too, which tell what other stacks have made. */
  private managed(): ReadonlyMap<string, Values> {
    this.policies ??= new Map(
      [...this.all.flatMap(({ plan }) => readBy(plan)), ...this.changes.flatMap(madeBy)].flatMap(
        (values): readonly [string, Values][] => {
          const arn = textIn(values["arn"]);
          return arn === undefined ? [] : [[arn, values]];
        },
      ),
    );
    return this.policies;
  }
}

function readBy({ priorState }: Plan): readonly Values[] {
  return priorState.resources.flatMap(({ mode, type, values }) =>
    mode === "data" && type === "aws_iam_policy" && values ? [values] : [],
  );
}

function madeBy({ type, before }: ResourceChange): readonly Values[] {
  return type === "aws_iam_policy" && before ? [before] : [];
}

function deniedIn(policy: unknown): readonly string[] {
  return denialsIn(policy).map(({ text }) => text);
}

const DETACH = /^iam:Detach(Role|User|Group)Policy$/i;

/** ARNs of the principals from which a policy denies to detach anything. */
function keptHolders(policy: unknown): readonly string[] {
  try {
    const { statements } = parsePolicy(textIn(policy) ?? "");
    return statements
      .filter(({ effect, action }) => effect === "Deny" && !action.negated)
      .filter(({ action }) => action.values.some((one) => DETACH.test(one)))
      .flatMap(({ resource }) => (resource?.negated === false ? resource.values : []));
  } catch {
    return [];
  }
}

function isHolder(arn: string, kind: string, holder: string): boolean {
  const [, resource] = /^arn:[^:]*:iam::[^:]*:(.*)$/.exec(arn) ?? [];
  return resource?.split("/").at(-1) === holder && resource.startsWith(`${kind}/`);
}
