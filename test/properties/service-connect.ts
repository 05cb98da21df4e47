import * as fc from "fast-check";
import type { ServiceConnect } from "cdktf-ecs-secrets/ecs";
import type { IEncryptionKey } from "cdktf-ecs-secrets/kms";
import { decide, mayAssume, parsePolicy, type PolicyDocument } from "../../cli/src/policy";
import { ACCOUNT, REGION } from "../support/synth";
import type { Findings } from "./findings";
import { keyArn, type ApplicationPlan, type ConnectPlan, type TaskPlan } from "./plan";
import type { Principal, ResolvedStack } from "./resolve-stack";

const AUTHORITY = `arn:aws:acm-pca:${REGION}:${ACCOUNT}:certificate-authority/11111111-2222-3333-4444-555555555555`;
const PORTS = [8080, 8081];

/** What ECS does with the key of a service's certificates, and what it needs of none. */
const NEEDED = ["Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyPair"];
const NEVER = ["CreateGrant", "ReEncryptFrom", "GenerateDataKeyWithoutPlaintext", "PutKeyPolicy"];

/** Ports with and without TLS, whose keys are any of the world's. */
export const arbitraryPorts: fc.Arbitrary<ConnectPlan["ports"]> = fc.array(
  fc.record({
    encrypted: fc.boolean(),
    key: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
  }),
  { maxLength: PORTS.length },
);

/** Names of the ports that the first container of a task maps for it. */
export function portMappingsOf({ connect }: TaskPlan) {
  return (connect?.ports ?? []).map((_port, at) => {
    return { containerPort: PORTS[at] ?? 0, name: `port-${at}` };
  });
}

/** The connections of a service, as its props say them; the log is its own. */
export function connectionsOf(
  { ports }: ConnectPlan,
  keyOf: (number: number) => IEncryptionKey,
  logging: ServiceConnect["logging"],
): ServiceConnect {
  return {
    namespace: "internal",
    logging,
    services: ports.map(({ encrypted, key }, at) => ({
      portName: `port-${at}`,
      clientAlias: { port: 80 + at },
      tls: encrypted
        ? {
            certificateAuthorityArn: AUTHORITY,
            encryptionKey: key === undefined ? undefined : keyOf(key),
          }
        : undefined,
    })),
  };
}

/** The family of the service whose certificates a role gets; undefined for every other role. */
export function encryptedFamily({ name }: Principal, { tlsRoles }: ResolvedStack) {
  return tlsRoles.get(name);
}

/** What the key's owner lets its account do; the stack's own policy where it is the stack's. */
function policyOf(arn: string, { keyPolicies }: ResolvedStack): PolicyDocument {
  const everything = { Effect: "Allow", Action: "kms:*", Resource: "*" };
  const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  return (
    keyPolicies.get(arn) ??
    parsePolicy({ Version: "2012-10-17", Statement: [{ ...everything, Principal }] })
  );
}

/** Only ECS assumes it; it uses the keys of its own service's certificates, and no other; no other role uses one like it. */
export function judgeCertificates(
  principal: Principal,
  plan: ApplicationPlan,
  stack: ResolvedStack,
  findings: Findings,
): void {
  const family = encryptedFamily(principal, stack);
  if (family === undefined) return;
  const { ports = [] } = plan.tasks[Number(family.replace("task-", ""))]?.connect ?? {};
  const own = new Set(
    ports.flatMap(({ encrypted, key }) => (encrypted && key !== undefined ? key : [])),
  );
  const keys = [...new Set(plan.keys.map((kind, at) => keyArn(kind, at)))];
  const wantedKeys = [...own].map((key) => keys[key % keys.length]);
  const say = (wanted: boolean, outcome: string, what: string): void => {
    findings.decisions += 1;
    findings.certificates += wanted ? 1 : 0;
    if (wanted && outcome !== "allowed") {
      findings.referencedNotReadable.push(`${principal.name}: ${what} ${outcome}`);
    }
    if (!wanted && outcome !== "denied") {
      findings.needless.push(`${principal.name}: ${what} ${outcome}`);
    }
  };
  const { arn, identity, trust } = principal;
  for (const resource of keys) {
    const sameAccount = resource.split(":")[4] === ACCOUNT;
    for (const action of [...NEEDED, ...NEVER]) {
      const request = { principal: { arn }, action: `kms:${action}`, resource, context: {} };
      const policies = { identity, key: policyOf(resource, stack), sameAccount };
      const wanted = NEEDED.includes(action) && wantedKeys.includes(resource);
      say(wanted, decide(request, policies).outcome, `kms:${action} by ${resource}`);
    }
  }
  const template = "arn:aws:acm-pca:::template/EndEntityCertificate/V1";
  for (const managed of ["true", "false"]) {
    const context = {
      "aws:ResourceTag/AmazonECSManaged": managed,
      "acm-pca:TemplateArn": template,
    };
    const request = {
      principal: { arn },
      action: "acm-pca:IssueCertificate",
      resource: AUTHORITY,
      context,
    };
    const { outcome } = decide(request, { identity, sameAccount: true });
    say(managed === "true", outcome, `a certificate of an authority with the tag ${managed}`);
  }
  for (const service of [
    "ecs.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "scheduler.amazonaws.com",
  ]) {
    const { outcome } = mayAssume(trust, service, { "aws:SourceAccount": ACCOUNT });
    say(service === "ecs.amazonaws.com", outcome, `${service} assumes it:`);
  }
}
