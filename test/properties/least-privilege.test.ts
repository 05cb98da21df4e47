import * as fc from "fast-check";
import { randomCases } from "../support/random-cases";
import { ACCOUNT } from "../support/synth";
import { parsePolicy, type PolicyDocument } from "../../cli/src/policy";
import { arbitraryApplication } from "./arbitrary-application";
import { buildApplication } from "./build-application";
import { isMounted } from "./file-systems";
import { noFindings, type Findings } from "./findings";
import { RoleJudge } from "./judge-application";
import { AUDITOR, type ApplicationPlan } from "./plan";
import { judgePulls, pulledBy } from "./pulled-images";
import { resolveStack, type Principal } from "./resolve-stack";
import { judgeRuns } from "./scheduled-runs";
import { judgeCertificates } from "./service-connect";
import { misnamed, readables, references } from "./world";

const RUNS = randomCases(1_000);

// A fresh seed each run finds what a fixed one would never meet; the printed one brings a run back.
const seed = Number(process.env["PROPERTY_SEED"] ?? Date.now() % 2 ** 31);

const EVERYTHING = parsePolicy({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
});

/** A role of the account that no stack made. */
const role = (name: string, ...identity: readonly PolicyDocument[]): Principal => ({
  name,
  arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
  identity,
  trust: parsePolicy({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
    },
  }),
  managedPolicies: 0,
});

const BYSTANDER = role("bystander");
const ADMINISTRATORS = [role("administrator", EVERYTHING), role("auditor", EVERYTHING)];

describe("a random application", () => {
  it("can read exactly what its containers reference", () => {
    const findings = noFindings();
    const wrongNames: string[] = [];
    let managedPolicies = 0;
    const applications = fc.sample(arbitraryApplication(), { seed, numRuns: RUNS });
    applications.forEach((plan) => {
      const { names, managed } = judgeApplication(plan, findings);
      wrongNames.push(...names);
      managedPolicies += managed;
    });
    const { decisions, pairs, referenced, copies, admitted, refused, mounts } = findings;
    const { readableNotReferenced, referencedNotReadable, needless } = findings;
    console.log(
      `least privilege: PROPERTY_SEED=${seed}, ${applications.length} applications, ` +
        `${decisions} decisions, ${pairs} pairs of role and secret (${referenced} referenced, ` +
        `${copies} of them copies in another Region, ${admitted} restricted), ` +
        `${refused} administrators refused, ${findings.pulls} repositories pulled from and ${findings.fills} of them filled, ${mounts} calls of EFS needed, ` +
        `${findings.runs} scheduled runs and roles passed, ` +
        `${findings.certificates} calls for certificates, ` +
        `${readableNotReferenced.length} readable but not referenced, ` +
        `${referencedNotReadable.length} referenced but not readable, ` +
        `${needless.length} other grants without a need, ${managedPolicies} policies outgrew their roles`,
    );
    expect({
      readableNotReferenced: readableNotReferenced.slice(0, 3),
      referencedNotReadable: referencedNotReadable.slice(0, 3),
      needless: needless.slice(0, 3),
      wrongNames: wrongNames.slice(0, 3),
    }).toEqual({
      readableNotReferenced: [],
      referencedNotReadable: [],
      needless: [],
      wrongNames: [],
    });
    // Without a fair share of each, agreement would say little.
    expect(applications.length).toBeGreaterThanOrEqual(RUNS);
    expect(referenced).toBeGreaterThan(pairs / 20);
    expect(pairs - referenced).toBeGreaterThan(pairs / 20);
    expect(copies).toBeGreaterThan(RUNS / 10);
    expect(admitted).toBeGreaterThan(RUNS / 10);
    expect(refused).toBeGreaterThan(RUNS / 10);
    expect(mounts).toBeGreaterThan(RUNS / 10);
    expect(findings.pulls).toBeGreaterThan(RUNS / 10);
    expect(findings.fills).toBeGreaterThan(RUNS / 20);
    expect(findings.runs).toBeGreaterThan(RUNS / 10);
    expect(findings.certificates).toBeGreaterThan(RUNS / 10);
    // Of a hundred applications a few outgrow a role, or none.
    if (RUNS >= 1_000) expect(managedPolicies).toBeGreaterThan(0);
  }, 300_000);
});

function judgeApplication(
  plan: ApplicationPlan,
  findings: Findings,
): { readonly names: readonly string[]; readonly managed: number } {
  const stack = resolveStack(buildApplication(plan), plan);
  const world = readables(plan, stack);
  const byRole = references(plan, stack);
  const pulled = pulledBy(plan, stack.tasks);
  for (const principal of [...stack.principals, BYSTANDER]) {
    const judge = new RoleJudge(principal, byRole.get(principal.name) ?? [], stack, findings);
    judge.judge(world);
    judge.judgeMounts(isMounted(principal.name, plan, stack));
    judgeRuns(principal, stack.tasks, findings);
    judgeCertificates(principal, plan, stack, findings);
    judgePulls(principal, pulled.get(principal.name) ?? [], findings);
  }
  for (const principal of ADMINISTRATORS) {
    const listed = principal.arn === AUDITOR;
    new RoleJudge(principal, [], stack, findings).judgeAdministrator(world, listed);
  }
  const managed = stack.principals.reduce((sum, role) => sum + role.managedPolicies, 0);
  return { names: misnamed(plan, stack), managed };
}
