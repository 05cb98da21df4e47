import { decide, mayAssume, type Patterns, type PolicyDocument } from "../../cli/src/policy";
import { ACCOUNT, REGION } from "../support/synth";
import { mountCalls, type MountCall } from "./file-systems";
import type { Findings } from "./findings";
import { OTHER_REGION } from "./plan";
import type { Principal, ResolvedStack } from "./resolve-stack";
import { judgeScheduleTrust, scheduledFamily } from "./scheduled-runs";
import { encryptedFamily } from "./service-connect";
import { keyPolicy, type DecryptCall, type Readable } from "./world";

const TLS = { "aws:SecureTransport": "true", "s3:TlsVersion": "1.3" };
/** Actions by which a secret leaves or changes, and which no container needs. */
const OTHER_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  "ssm:GetParameters": ["ssm:GetParameter", "ssm:GetParameterHistory", "ssm:PutParameter"],
  "secretsmanager:GetSecretValue": [
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:PutResourcePolicy",
  ],
  "s3:GetObject": ["s3:PutObject"],
};

/** How a call differs from that of the one service with the one context that a grant is for. */
type Variation = (call: DecryptCall) => Readonly<Record<string, string>>;

const via = (service: string, region: string): string => `${service}.${region}.amazonaws.com`;
const contextOf = ({
  contextKey,
  contextValue,
}: DecryptCall): Readonly<Record<string, string>> => ({
  [`kms:EncryptionContext:${contextKey}`]: contextValue,
});

const asGranted: Variation = (call) => ({
  "kms:ViaService": via(call.service, call.region),
  ...contextOf(call),
});

const NOT_AS_GRANTED: readonly Variation[] = [
  // By the role itself.
  contextOf,
  // Through the right service, for something else or for nothing.
  (call) => ({ "kms:ViaService": via(call.service, call.region) }),
  (call) => ({
    ...asGranted(call),
    // A longer name, but for objects: below a prefix they are all granted.
    [`kms:EncryptionContext:${call.contextKey}`]:
      call.service === "s3" ? call.contextValue.replace(":::", ":::x-") : `${call.contextValue}x`,
  }),
  (call) => ({
    "kms:ViaService": via(call.service, call.region),
    "kms:EncryptionContext:Other": call.contextValue,
  }),
  // Through another service or Region.
  (call) => ({
    ...contextOf(call),
    "kms:ViaService": via(call.service === "ssm" ? "secretsmanager" : "ssm", call.region),
  }),
  (call) => ({
    ...contextOf(call),
    "kms:ViaService": via(call.service, call.region === REGION ? OTHER_REGION : REGION),
  }),
];

const narrowed = new WeakMap<PolicyDocument, Map<string, PolicyDocument>>();

/** The statements that could say anything of a call; the evaluator judges them, and is spared the others. */
function statementsAbout(
  document: PolicyDocument,
  wantedAction: string,
  wantedResource: string,
): PolicyDocument {
  const known = narrowed.get(document) ?? new Map<string, PolicyDocument>();
  const call = `${wantedAction} ${wantedResource}`;
  const before = known.get(call);
  if (before) return before;
  const couldMatch = ({ negated, values }: Patterns, wanted: string): boolean =>
    negated || values.some((value) => /[*?$]/.test(value) || value === wanted);
  const statements = document.statements.filter(
    ({ action, resource }) =>
      couldMatch(action, wantedAction) && (!resource || couldMatch(resource, wantedResource)),
  );
  const about = { ...document, statements };
  narrowed.set(document, known.set(call, about));
  return about;
}

/** Judges one role against everything there is. */
export class RoleJudge {
  private readonly known = new Map<string, string>();

  public constructor(
    private readonly principal: Principal,
    private readonly referencedArns: readonly string[],
    private readonly stack: ResolvedStack,
    private readonly findings: Findings,
  ) {}

  public judge(readables: readonly Readable[]): void {
    const isEncrypting = encryptedFamily(this.principal, this.stack) !== undefined;
    if (scheduledFamily(this.principal) !== undefined) {
      judgeScheduleTrust(this.principal, this.findings);
    } else if (!isEncrypting) this.judgeTrust();
    // Of what keys decrypt for certificates, see judgeCertificates: no secret can be read by it.
    for (const readable of readables) this.judgeReadable(readable, isEncrypting);
    this.judgeBuckets(readables);
    if (!isEncrypting) this.judgeCalls(readables);
  }

  /** Of a principal whose own policies allow everything: what is restricted is readable exactly when its readers include it. */
  public judgeAdministrator(readables: readonly Readable[], listed: boolean): void {
    for (const readable of readables.filter(({ restricted }) => restricted)) {
      const { arn, readAction, decrypt } = readable;
      const read = this.on(readable, readAction);
      const decrypted = decrypt === undefined ? "allowed" : this.decrypt(decrypt, asGranted);
      const said = `${this.principal.name}: ${readAction} of ${arn} ${read}, decryption ${decrypted}`;
      if (!listed) this.findings.refused += 1;
      if (!listed && read !== "denied") this.findings.readableNotReferenced.push(said);
      if (listed && (read !== "allowed" || decrypted !== "allowed")) {
        this.findings.referencedNotReadable.push(said);
      }
    }
  }

  /** Of EFS it may mount exactly what its containers mount, and write and be root only where they do. */
  public judgeMounts(isMounted: (call: MountCall) => boolean): void {
    for (const call of mountCalls()) {
      const { action, fileSystemArn: resource, accessPointArn } = call;
      const context: Record<string, string> = { ...TLS };
      if (accessPointArn !== undefined) {
        context["elasticfilesystem:AccessPointArn"] = accessPointArn;
      }
      const outcome = this.decideOn({ action, resource, context }, {});
      const wanted = isMounted(call);
      if (wanted) this.findings.mounts += 1;
      if (outcome === (wanted ? "allowed" : "denied")) continue;
      const said = `${this.principal.name}: ${action} of ${resource} through ${accessPointArn ?? "nothing"} ${outcome}`;
      (wanted ? this.findings.referencedNotReadable : this.findings.needless).push(said);
    }
  }

  private judgeTrust(): void {
    const context = {
      "aws:SourceAccount": ACCOUNT,
      "aws:SourceArn": `arn:aws:ecs:${REGION}:${ACCOUNT}:task/app/1`,
    };
    const outcome = (service: string): string =>
      this.count(mayAssume(this.principal.trust, service, context)).outcome;
    const assumed = outcome("ecs-tasks.amazonaws.com");
    if (assumed !== "allowed") {
      this.findings.referencedNotReadable.push(`${this.principal.name}: trust is ${assumed}`);
    }
    if (outcome("ec2.amazonaws.com") !== "denied") {
      this.findings.needless.push(`${this.principal.name}: EC2 may assume it`);
    }
  }

  /** Readable exactly when referenced; and neither half of it otherwise. */
  private judgeReadable(readable: Readable, mayDecrypt: boolean): void {
    const { arn, readAction, decrypt, keyOfAws } = readable;
    const wanted = this.isReferenced(arn);
    const read = this.on(readable, readAction);
    const decrypted = decrypt === undefined ? "allowed" : this.decrypt(decrypt, asGranted);
    this.findings.pairs += 1;
    if (wanted) this.findings.referenced += 1;
    if (wanted && readable.copy) this.findings.copies += 1;
    if (wanted && readable.restricted) this.findings.admitted += 1;
    const said = `${this.principal.name}: ${readAction} of ${arn} ${read}, decryption ${decrypted}`;
    const isReadable = read === "allowed" && decrypted === "allowed";
    if (wanted && !isReadable) this.findings.referencedNotReadable.push(said);
    if (wanted) return this.judgeOtherActions(readable);
    if (isReadable) this.findings.readableNotReferenced.push(said);
    else if (read !== "denied") this.findings.needless.push(said);
    // What a bucket key or AWS's own key decrypts is not one object's or secret's alone: see judgeCalls.
    else if (mayDecrypt) return;
    else if (decrypted !== "denied" && !keyOfAws && decrypt?.contextValue === arn) {
      this.findings.needless.push(said);
    }
  }

  private judgeOtherActions(readable: Readable): void {
    for (const action of OTHER_ACTIONS[readable.readAction] ?? []) {
      const outcome = this.on(readable, action);
      if (outcome !== "denied") {
        this.findings.needless.push(
          `${this.principal.name}: ${action} of ${readable.arn} ${outcome}`,
        );
      }
    }
  }

  /** ECS asks where the bucket of a file that it fetches is; nobody else asks anything of a bucket. */
  private judgeBuckets(readables: readonly Readable[]): void {
    const buckets = new Set(readables.flatMap(({ bucketArn }) => bucketArn ?? []));
    for (const bucketArn of buckets) {
      const wanted = this.referencedArns.some(
        (arn) => arn.startsWith(`${bucketArn}/`) && !arn.endsWith("/"),
      );
      const of = { arn: bucketArn, account: ACCOUNT };
      const outcome = this.on(of, "s3:GetBucketLocation");
      const said = `${this.principal.name}: s3:GetBucketLocation of ${bucketArn} ${outcome}`;
      if (wanted && outcome !== "allowed") this.findings.referencedNotReadable.push(said);
      if (!wanted && outcome !== "denied") this.findings.needless.push(said);
      if (this.on(of, "s3:ListBucket") !== "denied") {
        this.findings.needless.push(`${this.principal.name}: s3:ListBucket of ${bucketArn}`);
      }
    }
  }

  /** Each customer key decrypts for exactly the calls of what is referenced. */
  private judgeCalls(readables: readonly Readable[]): void {
    const id = (call: DecryptCall): string => Object.values(call).join(" ");
    const calls = new Map<string, DecryptCall>();
    const granted = new Set<string>();
    for (const { arn, decrypt, keyOfAws } of readables) {
      if (!decrypt || keyOfAws) continue;
      calls.set(id(decrypt), decrypt);
      if (this.isReferenced(arn)) granted.add(id(decrypt));
    }
    const keys = [...new Set([...calls.values()].map(({ keyArn }) => keyArn))];
    [...calls.values()].forEach((call, index) => {
      this.expectCall(call, asGranted, granted.has(id(call)));
      // Only what is granted can be granted too widely; each call is tried in two of the ways, by another key.
      if (!granted.has(id(call))) return;
      const other = { ...call, keyArn: keys[(keys.indexOf(call.keyArn) + 1) % keys.length] ?? "" };
      this.expectCall(other, asGranted, granted.has(id(other)));
      for (const variation of NOT_AS_GRANTED.filter((_way, way) => (way + index) % 3 === 0)) {
        this.expectCall(call, variation, false);
      }
    });
  }

  private expectCall(call: DecryptCall, variation: Variation, wanted: boolean): void {
    const outcome = this.decrypt(call, variation);
    if (outcome === (wanted ? "allowed" : "denied")) return;
    const said = `${this.principal.name}: kms:Decrypt by ${call.keyArn} ${outcome} with ${JSON.stringify(variation(call))}`;
    (wanted ? this.findings.referencedNotReadable : this.findings.needless).push(said);
  }

  private isReferenced(arn: string): boolean {
    return this.referencedArns.some((reference) =>
      reference.startsWith("arn:aws:s3:") && reference.endsWith("/")
        ? arn.startsWith(reference)
        : arn === reference,
    );
  }

  private decrypt(call: DecryptCall, variation: Variation): string {
    const request = { action: "kms:Decrypt", resource: call.keyArn, context: variation(call) };
    return this.decideOn(request, { key: keyPolicy(call.keyArn, this.stack) });
  }

  private on(
    { arn, account, resourcePolicy }: Pick<Readable, "arn" | "account" | "resourcePolicy">,
    action: string,
  ): string {
    const request = { action, resource: arn, context: TLS };
    return this.decideOn(request, { resource: resourcePolicy }, account);
  }

  private decideOn(
    request: {
      readonly action: string;
      readonly resource: string;
      readonly context: Readonly<Record<string, string>>;
    },
    guard: { readonly key?: PolicyDocument; readonly resource?: PolicyDocument },
    account = request.resource.split(":")[4],
  ): string {
    // Objects below one bucket key are decrypted by the same call.
    const asked = JSON.stringify(request);
    const known = this.known.get(asked);
    if (known !== undefined) return known;
    const about = (document: PolicyDocument): PolicyDocument =>
      statementsAbout(document, request.action, request.resource);
    const { arn, identity } = this.principal;
    const policies = {
      identity: identity.map(about),
      key: guard.key && about(guard.key),
      resource: guard.resource && about(guard.resource),
      sameAccount: account === ACCOUNT,
    };
    const { outcome } = this.count(decide({ principal: { arn }, ...request }, policies));
    this.known.set(asked, outcome);
    return outcome;
  }

  private count<T>(decision: T): T {
    this.findings.decisions += 1;
    return decision;
  }
}
