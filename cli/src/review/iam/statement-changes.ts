import { parseArn } from "../../../../modules/facts";
import type { StatementChange } from "../model";
import { KNOWN_AFTER_APPLY } from "../plan";
import { type PolicySource, show, UNKNOWN_ACCOUNT } from "../world";
import { type Clause, clausesOf, hasHole, keyOf, type Terms, type Test } from "./clause";
import { compareClauses, mergeParts } from "./compare-clauses";
import { covers } from "./cover";

/** Policies of one kind of one owner, before and after a plan. */
export interface PolicyPair {
  /** How reports show it. */
  readonly owner: string;
  readonly policy: StatementChange["policy"];
  /** Whether the plan makes the owner. @default false */
  readonly isNew?: boolean;
  /** Whether it is the grant of a key that the plan makes. @default false */
  readonly isOfNew?: boolean;
  /** Whether the plan deletes the owner: what its policies denied to it, or of it, nobody can ask for any more. @default false */
  readonly isGone?: boolean;
  /** Whether a policy of which nothing is known may deny something to the owner. @default - it only allows */
  readonly mayDeny?: boolean;
  /** Whose policy of a resource it is. @default - a principal's, or a secret's */
  readonly about?: "key" | "bucket";
  readonly before: readonly PolicySource[];
  readonly after: readonly PolicySource[];
  /** Says what needs a grant. @default - nothing needs any */
  readonly explain?: (part: Clause) => string | undefined;
  /** Says what needs that a deny is one no longer, or a smaller one. @default - nothing needs any */
  readonly explainLess?: (denied: Clause) => string | undefined;
  /** Says of what something new is allowed whether it may let anybody read a secret. @default - it always may */
  readonly gives?: (statement: Clause) => boolean;
}

/** Every statement that came, went or changed; parts that are explained alike stand together. */
export function statementChanges(pair: PolicyPair): readonly StatementChange[] {
  const before = knownBefore(pair).flatMap(({ document }) => clausesOf(document));
  const { widened: all, narrowed, unproven } = compareClauses(before, clauses(pair.after));
  const widened = pair.isGone ? [] : all;
  const explained = new Map<string, Clause[]>();
  const rest: Clause[] = [];
  for (const part of widened) {
    const by = part.effect === "Allow" ? pair.explain?.(part) : pair.explainLess?.(part);
    if (by === undefined) rest.push(part);
    else explained.set(by, [...(explained.get(by) ?? []), part]);
  }
  const rows = [
    ...rowsOf(pair, "widened", rest),
    ...[...explained].flatMap(([by, parts]) => rowsOf(pair, "widened", parts, by)),
    ...rowsOf(pair, "cannot prove", unproven),
    ...rowsOf(pair, "narrowed", narrowed),
  ];
  return rows.length > 0 ? rows : rowsOf(pair, "cosmetic", rewritten(pair));
}

/** Policies before of which nothing is known, and that are there no more. */
export function unknownThatGo({ before, after }: PolicyPair): readonly PolicySource[] {
  const left = new Set(after.map(({ name }) => name));
  return before.filter(({ name, why }) => why !== undefined && !left.has(name));
}

function knownBefore(pair: PolicyPair): readonly PolicySource[] {
  const unknown = new Set(unknownThatGo(pair));
  return pair.before.filter((source) => !unknown.has(source));
}

function clauses(sources: readonly PolicySource[]): readonly Clause[] {
  return sources.flatMap(({ document, why }) => {
    const read = clausesOf(document);
    // What is not known at all may deny as well, so that nothing in it counts as gone.
    return why === undefined ? read : [...read, ...read.map(denied)];
  });
}

function denied(clause: Clause): Clause {
  return { ...clause, effect: "Deny" };
}

/** Statements that say the same in other words. */
function rewritten({ before, after }: PolicyPair): readonly Clause[] {
  const spelled = (source: PolicySource): readonly string[] =>
    source.document.statements.map((statement) => JSON.stringify(statement));
  const [old, now] = [before.flatMap(spelled), after.flatMap(spelled)];
  if (JSON.stringify(old) === JSON.stringify(now)) return [];
  const known = new Set(old);
  const changed = after.flatMap(({ document }) => {
    const fresh = document.statements.filter((one) => !known.has(JSON.stringify(one)));
    return clausesOf({ ...document, statements: fresh });
  });
  return [...new Map(changed.map((clause) => [keyOf(clause), clause])).values()];
}

function rowsOf(
  { owner, policy, gives }: PolicyPair,
  kind: StatementChange["kind"],
  parts: readonly Clause[],
  explainedBy?: string,
): readonly StatementChange[] {
  return mergeParts(parts).map((clause) => ({
    owner,
    policy,
    kind,
    effect: clause.effect,
    principals: spell(clause.principals).map(principalName),
    actions: spell(clause.actions, clause.spelling),
    resources: spell(clause.resources),
    conditions: clause.tests.map(spellTest),
    ...(explainedBy === undefined ? {} : { explainedBy }),
    ...(kind === "widened" && explainedBy === undefined && gives?.(clause) === false
      ? { givesNothing: true }
      : {}),
  }));
}

function spellTest({ written, key, values }: Test): string {
  if (!isShowableKey(key)) return "a condition whose key cannot be shown";
  // Encryption contexts, mostly: names and ARNs may be shown wherever they stand.
  const areArns = [...values].every((value) => parseArn(show(value)) !== undefined);
  if (!areArns && !hasHarmlessValues(key)) return `${written} (values not shown)`;
  return `${written} ${[...values].map(plain).sort().join(", ")}`;
}

function spell(
  terms: Terms | undefined,
  spelling?: ReadonlyMap<string, string>,
): readonly string[] {
  if (!terms) return [];
  const values = [...terms.values].map((value) => plain(spelling?.get(value) ?? value)).sort();
  return terms.negated ? [`all but ${values.join(", ")}`] : values;
}

/** Without the marks that stand for what only the apply tells. */
function plain(value: string): string {
  if (!hasHole(value)) return show(value);
  return value === KNOWN_AFTER_APPLY
    ? "known after apply"
    : `${show(value).replace(/\$\{(?![A-Za-z0-9-]+:)([^}]*)\}/g, "$1")} (known after apply)`;
}

function principalName(principal: string): string {
  if (principal === "Everyone *" || principal === "AWS *") return "everyone";
  if (principal === `AWS ${UNKNOWN_ACCOUNT}`) return "the account of this plan";
  return principal.replace(/^AWS (?=\d{12}$)/, "account ").replace(/^(?:AWS|Service) /, "");
}

/** A grant that something needs, and what needs it. */
export interface Need {
  readonly clause: Clause;
  /** How reports show it. */
  readonly by: string;
}

/** Says what needs a grant: the same need may be many times there, for many containers. */
export class Explanations {
  private readonly byText = new Map<string, Need[]>();
  private readonly open: readonly Need[];

  public constructor(needs: readonly Need[]) {
    for (const need of needs) {
      for (const text of textsOf(need.clause)) {
        const list = this.byText.get(text);
        if (list) list.push(need);
        else this.byText.set(text, [need]);
      }
    }
    this.open = needs.filter(({ clause }) => textsOf(clause).some((text) => /[*?]/.test(text)));
  }

  /** What needs no less than this grant; nothing when no reference does. */
  public of(part: Clause): string | undefined {
    const fits = ({ clause }: Need): boolean => covers(clause, part);
    const near = textsOf(part).flatMap((text) => this.byText.get(text) ?? []);
    return (near.find(fits) ?? this.open.find(fits))?.by;
  }
}

/** The texts by which needs are indexed: the secret that a key is used for, else the resources of the grant. */
function textsOf({ tests, resources }: Clause): readonly string[] {
  const context = tests.find(({ key }) => key.startsWith("kms:encryptioncontext:"));
  return [...(context?.values ?? resources?.values ?? [])];
}

/**
 * Condition keys whose values say who, where and when: accounts, organizations, ARNs, addresses, services and times. A value
 * of any other key may be a password that two parties share, such as the `aws:Referer` that a CDN sends to a bucket, or text
 * that the design shows nowhere, such as a tag.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const HARMLESS = new Set(
  [
    "aws:calledvia aws:calledviafirst aws:calledvialast aws:currenttime aws:ec2instancesourceprivateipv4",
    "aws:ec2instancesourcevpc aws:epochtime aws:federatedprovider aws:multifactorauthage aws:multifactorauthpresent",
    "aws:principalaccount aws:principalarn aws:principalisawsservice aws:principalorgid aws:principalorgpaths",
    "aws:principalservicename aws:principalservicenameslist aws:principaltype aws:requestedregion aws:resourceaccount",
    "aws:resourceorgid aws:resourceorgpaths aws:securetransport aws:sourceaccount aws:sourcearn aws:sourceip",
    "aws:sourceorgid aws:sourceorgpaths aws:sourceowner aws:sourcevpc aws:sourcevpcarn aws:sourcevpce",
    "aws:tokenissuetime aws:username aws:viaawsservice aws:vpcsourceip",
    "ecs:cluster ecs:container-name ecs:service ecs:task-definition ecs:enable-execute-command",
    "iam:associatedresourcearn iam:awsservicename iam:passedtoservice iam:permissionsboundary iam:policyarn",
    "kms:bypasspolicylockoutsafetycheck kms:calleraccount kms:customermasterkeyspec kms:customermasterkeyusage",
    "kms:encryptionalgorithm kms:encryptioncontextkeys kms:grantconstrainttype kms:granteeprincipal",
    "kms:grantisforawsresource kms:grantoperations kms:keyorigin kms:keyspec kms:keyusage kms:multiregion",
    "kms:requestalias kms:resourcealiases kms:retiringprincipal kms:viaservice",
    "s3:dataaccesspointaccount s3:dataaccesspointarn s3:delimiter s3:locationconstraint s3:max-keys s3:prefix",
    "s3:resourceaccount s3:signatureversion s3:tlsversion s3:x-amz-acl s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "secretsmanager:blockpublicpolicy secretsmanager:forcedeletewithoutrecovery secretsmanager:kmskeyarn",
    "secretsmanager:kmskeyid secretsmanager:name secretsmanager:recoverywindowindays secretsmanager:secretid",
    "secretsmanager:secretprimaryregion secretsmanager:versionid secretsmanager:versionstage",
    "secretsmanager:resource/allowrotationlambdaarn secretsmanager:rotationlambdaarn",
    "ssm:overwrite ssm:policies ssm:recursive sts:transitivetagkeys",
  ].flatMap((line) => line.split(" ")),
);

/** What a key's secret or parameter is called, and who an identity provider says is calling. */
const HARMLESS_KINDS: readonly RegExp[] = [
  /^kms:encryptioncontext:(secretarn|parameter_arn|aws:s3:arn|aws:logs:arn|secretversionid)$/,
  /^[a-z0-9.-]+\.[a-z]{2,}(\/[\w./-]+)?:(sub|aud|amr|iss|azp)$/,
];

/** Whether the values of a condition may be shown, by its key in lower case. */
export function hasHarmlessValues(key: string): boolean {
  return HARMLESS.has(key) || HARMLESS_KINDS.some((kind) => kind.test(key));
}

/** Whether it is what keys of AWS look like; the name of a tag is part of some. */
export function isShowableKey(key: string): boolean {
  return /^[a-z0-9.-]+(\/[\w./-]+)?:[\w:./@-]{1,128}$/.test(key);
}
