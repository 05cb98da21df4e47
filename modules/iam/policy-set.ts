import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { PolicyStatement } from "../core";
import {
  addressable,
  addressBy,
  awaitValues,
  nameDigest,
  keepLifecycle,
  keepName,
  padUnknown,
  PolicyDocument,
  shortened,
} from "../core/internal";
import { attachedPolicies } from "./rules";
import { DIGEST_SUFFIX, StatementsDigest } from "./statements-digest";

/** Name of the policies by which a role reads secrets, parameters and objects. */
export const READ_SECRETS = "read-secrets";

/** Name of the policies by which a role decrypts them: they alone are unknown in a plan, while a key is new. */
export const DECRYPT_SECRETS = "decrypt-secrets";

const READING: ReadonlySet<string> = new Set([READ_SECRETS, DECRYPT_SECRETS]);

const InlinePolicy = addressable(IamRolePolicy);
const ManagedPolicy = addressable(IamPolicy);
const Attachment = addressable(IamRolePolicyAttachment);

/** Characters without white space, as IAM counts them. */
const INLINE_TOTAL = 10_240;
const MANAGED_EACH = 6_144;
const MANAGED_MOST = 10;
const MANAGED_NAME = 128;

/** Of the 128 characters of a name, what the provider leaves. */
const NAME_PREFIX = 102;

/** How often an inline policy counts: one that is replaced stands beside the new one for a while. */
const COPIES = 2;

/** What a policy has at most besides the JSON of its statements: its version, their effects, one comma each. */
const FRAME = 64;

/** The role that the policies belong to. */
export interface PolicyOwner {
  readonly scope: Construct;
  /** As Terraform knows it. */
  readonly roleName: string;
  /** Start of the names of managed policies. */
  readonly namePrefix: string;
  readonly path?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Where one set of the role's policies is made. */
export interface PolicyPlace {
  readonly scope: Construct;
  /** The stack, where it is not the role's own: a part of the names of policies. */
  readonly stackName?: string;
}

interface Part {
  readonly document: PolicyDocument;
  readonly resources: readonly TerraformResource[];
  /** That of `resources` by which the role has it. */
  readonly held: TerraformResource;
  readonly managed: boolean;
  /** Statements in it, each without its resources: one that is alike adds nothing but resources to it. */
  readonly alike: Set<string>;
  /** At most: what was added since it was measured is counted as it was given. */
  size: number;
}

/**
 * The policies of a role that one stack makes: inline while IAM's limit of 10,240 characters for all of the role lasts,
 * then managed ones of 6,144 each.
 *
 * A grant stays where it was put, and the next one goes behind it: one more secret at the end changes no other policy.
 *
 * The name of a policy carries a digest of its statements. So a change of them is a new policy beside the old one, and
 * Terraform takes the old one away last, when the services that were started with it have moved. Changed in place it would
 * drop at once what running services still need: a secret, a log group, the role that a schedule passes.
 *
 * The provider makes the rest of the name, another one each time. What was cut off while it was made Terraform makes once more
 * and deletes then: under one name that would be the policy that it has just made. So it still is with what attaches a managed
 * one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export class PolicySet {
  private readonly chains = new Map<string, Part[]>();
  private readonly granted = new Set<string>();
  private readonly attached: TerraformResource[] = [];

  /** @param all the role's sets: IAM counts them together */
  public constructor(
    private readonly owner: PolicyOwner,
    private readonly place: PolicyPlace,
    private readonly all: () => readonly PolicySet[],
  ) {}

  /** What must exist before a task starts with the role. */
  public get dependables(): readonly ITerraformDependable[] {
    return [...this.attached, ...this.parts.map(({ held }) => held)];
  }

  /** Adds a statement to the policies called `name`. */
  public add(name: string, statement: PolicyStatement): void {
    const { resources = [] } = statement;
    if (resources.length > 1 && sizeOf(new PolicyDocument([statement])) > MANAGED_EACH) {
      // No policy could hold all of it, once the role's inline ones are full.
      const half = Math.ceil(resources.length / 2);
      this.add(name, { ...statement, resources: resources.slice(0, half) });
      return this.add(name, { ...statement, resources: resources.slice(half) });
    }
    const grant = JSON.stringify([name, statement]);
    if (this.granted.has(grant)) return;
    this.granted.add(grant);
    const chain = this.chains.get(name) ?? [];
    this.chains.set(name, chain);
    const last = chain.at(-1);
    if (last && this.put(last, statement, grant)) return;
    // IAM takes no empty policy, so what does not fit begins no inline one.
    const fresh = { managed: false, size: 0 };
    const inline = !last && this.fits(sizeOf(new PolicyDocument([statement])), fresh);
    const isFull = !inline && this.attachedToRole >= MANAGED_MOST;
    if (isFull && this.putBeside(chain[0], statement)) return;
    this.put(inline ? this.addInline(name, chain) : this.addManaged(name, chain), statement, grant);
  }

  /** Attaches a managed policy that exists already. */
  public attach(id: string, policyArn: string): void {
    this.attached.push(this.attachment(id, policyArn));
  }

  /** Those by which the role reads secrets and decrypts them. */
  public get readPolicies(): readonly ITerraformDependable[] {
    return this.reading.map(({ held }) => held);
  }

  /** Takes back all that was added, but for what exists already. */
  public clear(): void {
    for (const { resources } of this.parts) {
      for (const resource of resources) this.place.scope.node.tryRemoveChild(resource.node.id);
    }
    this.chains.clear();
    this.granted.clear();
  }

  private get reading(): readonly Part[] {
    return [...this.chains].flatMap(([name, chain]) => (READING.has(name) ? chain : []));
  }

  private get parts(): readonly Part[] {
    return [...this.chains.values()].flat();
  }

  /**
   * @param grant the statement and the policy's name as JSON
   * @returns whether it fits
   */
  private put(part: Part, statement: PolicyStatement, grant: string): boolean {
    // Merging only shortens, and takes time: mostly it fits as it was given.
    const { resources = [], ...rest } = statement;
    const alike = JSON.stringify(rest);
    const added = part.alike.has(alike) ? JSON.stringify(resources) : grant;
    const more = padUnknown(added).length + FRAME;
    let size: number | undefined;
    if (!this.fits(more, part)) {
      size = sizeOf(new PolicyDocument([...part.document.statements, statement]));
      if (!this.fits(size - part.size, part)) return false;
    }
    // What was measured meanwhile counts as it is: what was counted before would soon be too much again.
    part.size = size ?? part.size + more;
    part.document.add(statement);
    part.alike.add(alike);
    return true;
  }

  /** @param part what takes `more` characters than it has */
  private fits(more: number, part: Pick<Part, "managed" | "size">): boolean {
    if (part.managed) return part.size + more <= MANAGED_EACH;
    if (this.inlineTotal() + COPIES * more <= INLINE_TOTAL) return true;
    for (const set of this.all()) set.measure();
    return this.inlineTotal() + COPIES * more <= INLINE_TOTAL;
  }

  /** Fills the inline policy up, at the cost of the room for the one that replaces it: IAM attaches no more. */
  private putBeside(part: Part | undefined, statement: PolicyStatement): boolean {
    if (!part || part.managed) return false;
    const size = sizeOf(new PolicyDocument([...part.document.statements, statement]));
    const sets = this.all();
    for (const set of sets) set.measure();
    if (this.inlineTotal(1) + size - part.size > INLINE_TOTAL) return false;
    part.document.add(statement);
    part.size = size;
    return true;
  }

  /** Counts its inline policies as they are, merged. */
  private measure(): void {
    for (const part of this.parts.filter(({ managed }) => !managed)) {
      part.size = sizeOf(part.document);
    }
  }

  /**
   * Whether the role can have two of a managed policy for a while, the old one and the new one. IAM attaches ten: of more
   * than five the last ones are changed in place.
   */
  private hasRoomBeside(part: Part | undefined): boolean {
    const managed = this.all().flatMap((set) => set.parts.filter((one) => one.managed));
    return managed.findIndex((one) => one === part) < MANAGED_MOST - this.attachedToRole;
  }

  private get attachedToRole(): number {
    return total(this.all(), (set) => set.attachments);
  }

  /** The secrets and objects that it may read so far. */
  private get readable(): readonly string[] {
    const documents = (this.chains.get(READ_SECRETS) ?? []).map(({ document }) => document);
    return documents.flatMap((of) => of.statements.flatMap((one) => one.resources ?? []));
  }

  /** @param copies of each policy. @default - as many as stand beside each other while it changes */
  private inlineTotal(copies = COPIES): number {
    let sum = 0;
    for (const { chains } of this.all()) {
      for (const chain of chains.values()) {
        for (const part of chain) if (!part.managed) sum += copies * part.size;
      }
    }
    return sum;
  }

  private get attachments(): number {
    return this.attached.length + this.parts.filter(({ managed }) => managed).length;
  }

  private addInline(name: string, chain: Part[]): Part {
    const { roleName } = this.owner;
    const { scope, stackName } = this.place;
    const document = new PolicyDocument();
    // No name of the role's own stack ends in a number.
    const plain = stackName === undefined ? name : `${name}@${stackName}-1`;
    const digest = new StatementsDigest(scope, document, () => true);
    const policy = keepLifecycle(
      new InlinePolicy(scope, name, {
        namePrefix: digest.behind(shortened(plain, NAME_PREFIX - 1 - DIGEST_SUFFIX)),
        role: roleName,
        policy: document.toLazyText(),
        lifecycle: { createBeforeDestroy: true },
      }),
    );
    this.addressBy(policy, digest);
    for (const attribute of ["name", "name_prefix"] as const) keepName(policy, attribute);
    awaitValues(policy);
    const resources = [policy];
    const part = { ...emptyPart(), document, resources, held: policy, managed: false };
    chain.push(part);
    return part;
  }

  private addManaged(name: string, chain: Part[]): Part {
    const { namePrefix, path, tags } = this.owner;
    const { scope, stackName } = this.place;
    const document = new PolicyDocument();
    const id = `${name}-${chain.length + 1}`;
    const policyName = stackName === undefined ? id : `${name}@${stackName}-${chain.length + 1}`;
    const fullName = `${namePrefix}-${policyName}`;
    const place = chain.length;
    const digest = new StatementsDigest(scope, document, () => this.hasRoomBeside(chain[place]));
    const policy = keepLifecycle(
      new ManagedPolicy(scope, id, {
        name: digest.without(shortened(fullName, MANAGED_NAME - DIGEST_SUFFIX)),
        namePrefix: digest.behind(shortened(fullName, NAME_PREFIX - 1 - DIGEST_SUFFIX)),
        path,
        policy: document.toLazyText(),
        tags,
        lifecycle: { createBeforeDestroy: true },
      }),
    );
    this.addressBy(policy, digest);
    for (const attribute of ["name", "name_prefix"] as const) keepName(policy, attribute);
    awaitValues(policy);
    const attachment = this.attachment(`${id}-attachment`, policy.arn, digest);
    const resources = [policy, attachment];
    const managed = true;
    const part = { ...emptyPart(), document, resources, held: attachment, managed };
    chain.push(part);
    return part;
  }

  private attachment(
    id: string,
    policyArn: string,
    digest?: StatementsDigest,
  ): IamRolePolicyAttachment {
    const sets = this.all();
    attachedPolicies.enforce(this.owner.scope, "policies", {
      attached: total(sets, (set) => set.attachments) + 1,
      secrets: new Set(sets.flatMap((set) => set.readable)).size,
      grants: total(sets, (set) => set.granted.size),
    });
    const { roleName } = this.owner;
    const attachment = keepLifecycle(
      new Attachment(this.place.scope, id, {
        role: roleName,
        policyArn,
        lifecycle: { createBeforeDestroy: true },
      }),
    );
    this.addressBy(attachment, digest);
    return attachment;
  }

  /**
   * By what its role is called, and by what it allows, where its name tells that. In another stack it may still be of the
   * old role, of which the state of the role's stack tells.
   */
  private addressBy(resource: TerraformResource, digest?: StatementsDigest): void {
    const namePrefix = this.place.stackName === undefined ? this.owner.namePrefix : "";
    addressBy(resource, digest ? () => digest.with(namePrefix) : nameDigest(resource, namePrefix));
  }
}

function total(sets: readonly PolicySet[], of: (set: PolicySet) => number): number {
  return sets.reduce((sum, set) => sum + of(set), 0);
}

function emptyPart(): Pick<Part, "alike" | "size"> {
  return { alike: new Set(), size: 0 };
}

function sizeOf(document: PolicyDocument): number {
  return padUnknown(JSON.stringify(document.toJson())).length;
}
