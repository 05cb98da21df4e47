import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PAIRS } from "../test/support/changes/pairs";
import { ROWS, type Row } from "../test/support/changes/rows";

/** `docs/changes.md`: what each kind of change of a secret does, as a suite has seen it. */
export const CHANGES_PAGE = path.join(__dirname, "changes.md");

/** Written by `test/full/order-of-change.test.ts`. */
const CHANGES_SEEN = path.join(__dirname, "changes.json");

/** What the suite saw of one kind of change. */
export interface SeenChange {
  readonly what: string;
  /** What is done instead of, or before, the one step. */
  readonly procedure?: string;
  /** Whether AWS refuses the one-step form. */
  readonly refusedByAws: boolean;
  /** Variables whose values it writes. */
  readonly due: readonly string[];
  /** How often it was tried with a value missing, and what Terraform wrote then. */
  readonly refusals: number;
  readonly writesOfRefusals: number;
  /** Terraform's calls that change something, in their order. */
  readonly writes: readonly string[];
  /** Points between two of them that were judged, and what a running service could not read at one. */
  readonly points: number;
  readonly lost: number;
  /** The same of its way back, once it is applied; where that is a kind of its own, another row tells it. */
  readonly back?: { readonly points: number; readonly lost: number };
  /** The same of the one-step form, where that is another one and AWS does not refuse it. */
  readonly lostInOneStep?: number;
}

/** It, and the commit of the modules that was measured. */
export type RecordedChange = SeenChange & { readonly commit: string };

/** What the suite saw last of each kind. */
export function seenChanges(): readonly RecordedChange[] {
  if (!existsSync(CHANGES_SEEN)) return [];
  return JSON.parse(readFileSync(CHANGES_SEEN, "utf8")) as readonly RecordedChange[];
}

/** Keeps what the suite saw of one kind of change, and writes the page. */
export function recordChange(seen: SeenChange): void {
  const ofModules = ["log", "-1", "--format=%h", "--", "modules"];
  const commit = execFileSync("git", ofModules, { encoding: "utf8" }).trim();
  keptWhole(CHANGES_SEEN, () => {
    const known = new Map(seenChanges().map((change) => [change.what, change]));
    known.set(seen.what, { ...seen, commit });
    const all = [...ROWS, ...PAIRS].flatMap(({ what }) => known.get(what) ?? []);
    writeFileSync(CHANGES_SEEN, `${JSON.stringify(all, null, 2)}\n`);
    writeFileSync(CHANGES_PAGE, changesPage(all));
  });
}

const WAIT_MS = 20;
/** Longer than any writes. */
const STALE_MS = 10_000;

/** Lets one process at a time change `file`: several suites count at once. */
export function keptWhole(file: string, change: () => void): void {
  const lock = `${file}.lock`;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > STALE_MS) rmSync(lock, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
  try {
    change();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

const BEFORE = `# What a change of a secret does

A running service can read each of its secrets at every point of every change below that has figures: before the first call
of Terraform, between any two, and after the last. So an apply can stop anywhere, and a task that starts then still comes up.

The order of an apply within one stack is:

1. guards: an apply that lacks a value fails here, with \`Set TF_VAR_x: this apply writes y\` as Terraform's last line, and has changed
   nothing in AWS (every resource that the modules make waits for the guards of its stack, and so does each of yours that
   refers to one of them or names a secret or parameter by its ARN or path); what gets another name or is gone from the code stays, too:
   log groups, buckets, aliases, schedules and clusters as well as secrets, but for services and their scaling (below);
2. new keys;
3. grants to read what is new, beside the grants to read what is old;
4. new secrets and parameters, and new values;
5. task definitions and services;
6. what is no longer in the code: old policies, log groups, buckets, aliases and schedules, then old secrets and parameters, then old keys.

Services wait for a steady state by default (\`waitForSteadyState\`). Without that, the old grants are removed as soon as a
deployment has begun, although tasks of the previous deployment may still need them.

## The table

`;

const TWO_AT_ONCE = `
### Two at once

Each two of ten changes in one apply. Left out are a key with another role and a key with a reader that goes: these are two applies (above, and below).

`;

const AFTER = `
**Taking back.** A change that was refused for a missing value is taken back by the old code and an apply without any value:
keys, secrets, parameters, policies, task definitions and services are then as they were, by Terraform's state. A change
that has been applied is a change like any other on its way back (the last column): what it writes needs its old value again, and
a secret whose name was given up is in its recovery window (see below).

## Where Terraform has no order to offer

- **Between stacks.** Terraform applies one stack at a time. Give a secret that moves another name in its new stack: apply that
  stack, then the stack of its readers, then the stack that gives it up. Under the same name AWS refuses the second one:
  synthesis refuses two stacks of an app that both make it, and a review of the plans of both stacks blocks the new one as
  \`NAME-TAKEN\`. A stack that reads what another one has yet to make cannot be planned before that one is applied: the review says so
  (\`NOT-PLANNED\`), takes it for what it is now, and [goes on after that apply](plan-review.md#stacks-that-read-each-other). The secret that is given up it shows as \`SECRET-DESTROYED\`, which blocks: waive it once its readers have moved.
- **What one stack makes and others use** (a shared secret, key or role; four rows of the table). The stack that makes it is applied
  first, so what it takes away is gone before its users have moved. Make the new one beside the old one, let its users take it, apply all
  stacks, and remove the old one by the next apply. A key that readers of other stacks decrypt with is named as \`successor\` of the old one
  first: then they are granted both. A review of the plans of all stacks blocks the one-step form as \`STILL-USED\`; of the first of two steps it says
  that the users' stacks cannot be planned yet (\`NOT-PLANNED\`). Where the
  first stack's apply was refused, apply it again before the others: its outputs are those of the new code (\`Unsupported attribute\`).
- **A copy in another Region** (\`replicaRegions\`) that gets another key or goes. AWS changes no copy's key: the provider deletes the copy, at once,
  and has it made again; until then nothing in that Region can read it. Let what runs there read the secret in its own Region, or
  another secret, apply, and change the copy after that. The review blocks it as \`REPLICA-DELETED\`. Where no Region at all is left in the
  code, the provider deletes none: \`aws secretsmanager remove-regions-from-replication\` does.
- **A service that another program rolls out** (\`rolloutOwner: "pipeline"\`, \`CODE_DEPLOY\`, \`EXTERNAL\`). Terraform does not wait for it: what
  goes is gone while its tasks still read it. Make the new secret, parameter or role beside the old one, apply, roll out, and remove the old one
  by the next apply. The review blocks one step as \`STILL-USED\` where it sees the task definition.
- **A service that is removed from the code,** or its \`scaling\`, is deleted first, also by an apply that is then refused for a missing value.
- **What somebody else looks after from now on** (\`fromSecretAttributes\` in the place of the construct). Terraform deletes what was the construct's.
  Have it forgotten: a \`removed\` block with \`destroy = false\` (\`stack.addOverride("removed", […])\`), or \`terraform state rm\`. The review blocks
  the deletion as \`STILL-USED\`.
- **A secret with an external value** that gets another name starts without a value. Make the new one beside the old one, put its value
  (\`aws secretsmanager put-secret-value\`), let its readers move, and remove the old one by the next apply.
- **Versions that readers pin** (\`versionId\`, \`versionStage\`). With another key, AWS encrypts anew what has the labels AWSCURRENT, AWSPENDING and
  AWSPREVIOUS; other versions stay with the old key. Unpin the readers, apply, and change the key after that. The role that deploys
  needs \`kms:Encrypt\` and \`kms:GenerateDataKey\` with the new key: without them AWS encrypts nothing anew
  ([UpdateSecret](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html)). A version that Terraform wrote and that rotations have left
  behind stays with the old key, too, and Terraform reads it at each plan: write a new revision with the other key, or keep the old key.
- **Generated values of a parameter.** Each write draws a new one: a change of the description or key does, too, and so does taking it back.
  \`aws ssm get-parameter-history --with-decryption\` has the values before, but for those under another name or in another store: AWS deletes them with the old one.
- **Other accounts** (\`sharedWith\`). The key's policy names the secret: with another name or key, they read it again when both applies, yours and
  theirs, are done. Share a secret of the new name beside the old one first.
- **Under the same name.** A construct that gets another id or place becomes a new resource, and so does one with a change that
  AWS cannot make in place (a parameter's tier back to Standard). AWS refuses two resources of one name: the apply fails, nothing
  is lost, and the next apply of the old code succeeds. Only a cluster ECS gives back as it is, and the apply then deletes it where no service or
  task runs in it. The review blocks it as \`NAME-TAKEN\`. Rename a construct with \`moved\` blocks. With the old code, \`terraform state list\` prints the addresses:

  \`\`\`ts
  const resources = secret.node.findAll().filter((node) => TerraformResource.isTerraformResource(node));
  // Such as aws_secretsmanager_secret.old-id_secret_1A2B3C4D_6f0d2c91; the guard (terraform_data) is one of them.
  for (const resource of resources) resource.moveFromId(formerAddressOf(resource));
  \`\`\`

  In all other cases, change the name, too.

- **What another resource of the same stack tells** (a name, description or tag made of one of its attributes). The guard in step 1
  knows what stands in the code, in variables, data sources and other states. What an attribute of a resource becomes is known when
  that resource has been made, so no guard can ask before it. The write itself then fails with the same sentence, before
  anything of it is sent to AWS; what stands before it in the order has been made by then. So it is with tags of a parameter that an Aspect, an override or the
  provider's default tags give it: the construct's \`tags\` are what the guard knows.
- **Into another Region with the same construct.** Where only the provider of a construct changes, Terraform forgets the old
  resource and leaves it in AWS. Give the construct another id or place as well, as the table does.
- **A stack whose first apply has not come to its end.** The state does not know yet what waits for what (\`terraform_data.replacements-made\` is not
  in it). What a service or schedule of the stack needs stays all the same, in the record before it (\`…_needs["…"]\`), until it has moved. But a grant of a role whose
  tasks something else starts can go before the one in its place is there; so can what a service reads that waits for another service (\`node.addDependency\`), what
  a schedule reads that gets another name, and what a service written by hand reads that then needs nothing of the modules. Finish the first apply with the code that it began with, and change
  names and grants after that. The review blocks a secret, key or grant that would go at once as \`ORDER-UNKNOWN\`.
- **An apply that was cut off, or timed out, while a service became steady.** The next one finds the service moved and does not wait for it again: what its old tasks read
  goes while ECS may still roll back. \`aws ecs wait services-stable --cluster CLUSTER --services NAME\` first. A review on AWS asks ECS, and blocks what would go, as \`ORDER-UNKNOWN\`.
- **\`-refresh=false\`** after an apply that failed. Of a service whose update AWS refused the state says what was wanted, and a plan that reads nothing takes
  it for moved: what it still uses goes. The review with \`--no-refresh\` blocks that, too.
- **\`-target\`** of something that goes has it go by itself, whatever still uses it: the review blocks that as \`ORDER-UNKNOWN\`. Of what comes, or of a service, it loses
  nothing, on the way back neither.
- **The last thing of the library that leaves a stack** takes what orders the changes with it. Let your own readers move in one apply, and remove it in
  the next.
- **What something of the modules needs that goes**, replaced in the same apply without \`create_before_destroy\`: a queue that a grant of \`addToPolicy\` names, a security group of a schedule,
  a function of a rotation, a topic of an alarm, or a service in the apply that removes its \`RedeployOnChange\`. Terraform finds no order (\`Error: Cycle\`), in the plan
  already, and nothing moves. Do the one in one apply and the other in the next. So it is where the code drops the reference (a tag of a cluster, a role that a key's policy
  names) in the apply that replaces the queue or role and also changes the name of a secret, or a grant; and where somebody turns round which of two services names the other, or waits for it by
  \`node.addDependency\`, while both get another task definition (\`dependsOn\` of a service has only the service wait, and can be turned round).
- **\`terraform destroy\` after a refused change** in which a service stopped reading what another one reads that now waits for it, or two services turned round by \`dependsOn\`, can end the same way
  (\`Error: Cycle\`): nothing is destroyed. Finish the change or take it back first.
- **A state of an earlier release** does not know the order: apply unchanged code with the new release first. The review blocks
  a change that does not wait for that as \`ORDER-UNKNOWN\`.
- **A key, and a reader that goes, at once** (also an execution role that is replaced by another). What is no longer in the code
  gets no grant for the new key, so its tasks could not start between the new encryption and the deployment of their service.
  Take the reader away in one apply and change the key in the next. The review blocks it as \`READER-SHUT-OUT\`.
- **A service that is replaced under its name** (another launch type, for instance) is deleted first, and no guard delays a
  deletion: change it in an apply that writes no value. The review says it as \`SERVICE-REPLACED\`, which blocks where the apply
  writes a value. With a \`RedeployOnChange\` that watches it, Terraform makes the new one first, and AWS refuses that: give it another name.
- **Resources of your own.** A task definition, service or function of the provider that names a parameter or secret of the same stack by
  its path or an ARN, with wildcards, by way of a local, variable or policy document, or by an expression that Terraform makes it of (\`join\`, \`format\`, \`jsonencode\`), too
  (two rows of the table), or refers to a secret, role or task definition of the modules, waits for the values and policies that it needs (and what names a log group or bucket of the modules, for that); an IAM policy that names one waits for the guards. What names none of them does not wait: an apply that lacks a value may change a queue beside
  it. What a cluster, schedule or rotation refers to (a security group, a namespace, a function) is replaced as they are, the new one first: a
  fixed name that AWS has once has to change with it. \`resource.node.addDependency(secret)\` has any resource wait. Not seen are a name alone without a slash that stands in the code, another expression of the same result (a condition, \`each.value\`, other functions), a \`TerraformModule\`, what your own class makes
  within a construct of the modules that it extends, what \`stack.addOverride\` writes, a name that another
  stack's resource spells (\`stack.addDependency\` orders the stacks), and what is destroyed or replaced without
  \`create_before_destroy\`, which Terraform does first. A policy that you wrote yourself is changed in place: grant by
  \`secret.grantRead(role)\`, and the old grant stays until its readers have moved.
- **A parameter that somebody changed or deleted outside Terraform.** Terraform writes it again, which no guard could know: an apply without the value stops at the
  parameter, when what stands before it in the order has been made. Where it is still there, an apply with the value stops, too (\`Value '' at 'value'\`): the
  provider sends none unless the revision changes. Add 1 to its \`revision\`, and apply with the value.
- **A log group with a key of the modules** that gets another name. The key's policy names the one group, and is changed by one call before the new
  one is made: what tasks write to the old group until they have moved may be refused. Call \`key.grantLogGroup("OLD-NAME")\` in the apply that renames it, and
  remove that line by the next.
- **A secret or bucket with \`restrictTo\`.** Its policy is one document, changed by one call. A new reader is admitted before its
  service is deployed. A removed reader would be shut out before its service has moved: name its role's ARN in
  \`restrictTo\` for the apply that moves it, and remove it in the next. The review blocks one step as \`READER-SHUT-OUT\`, also of a
  policy written by hand, of a key's policy, and of a reader in another stack that is applied later.
- **A bucket's key or name.** Terraform moves no objects, and a bucket takes uploads with its own key only. Make a second bucket with the new key
  and name, upload the objects, let the readers move, and remove the first by the next apply. Empty it before that: AWS deletes no bucket that holds objects, and refuses when
  Terraform has removed its policy, lifecycle and public access block.
- **An alias that another key gets** (a key whose construct has another id, and the same \`alias\`). AWS refuses the second one: nothing is
  lost, and the old code applies as before. Give the new key another alias; or have the alias itself moved, and AWS points it to the new key
  by one call: \`newKey.node.findChild("alias").moveFromId("aws_kms_alias.old-key_alias_1A2B3C4D_6f0d2c91")\`.

## When AWS refuses half-way

| message                                      | what happened                                                                | what to do                                                                                                                        |
| -------------------------------------------- | ---------------------------------------------------------------------------- | --------------------------------------------------------------------------------------------------------------------------------- |
| \`Set TF_VAR_x: this apply writes y\`          | a value is missing; nothing moved                                            | set it and apply, or take the change back                                                                                         |
| \`already exists\`                             | a new resource has the name of one that is there; nothing is lost            | a \`moved\` block, another name, or the old code. Did an apply that was cut off make it: \`terraform import ADDRESS ID\` (the address stands in the error; the id is the name, of a secret, managed policy or rule the ARN or \`BUS/NAME\`, of a schedule \`GROUP/NAME\`, of a service \`CLUSTER/NAME\`, of an alias \`alias/NAME\`), and apply again. Where the import says \`Resource already managed by Terraform\`, the address still has what the new one is to replace (a name that is an expression). See by the date of the new one that the cut-off apply made it; nothing reads it yet, so delete it (\`aws ssm delete-parameter --name NAME\`, \`aws secretsmanager delete-secret --force-delete-without-recovery --secret-id NAME\`), and apply again |
| \`The last write of … was refused or cut off\` | the provider takes a parameter for written that is not                       | add 1 to its revision and apply with its value                                                                                    |
| \`is tainted, so must be replaced\` in a plan | an apply was cut off, or a read refused, just after AWS had made it: Terraform makes it again before it deletes the half, for AWS often the same one (a bucket's or secret's policy, a rule, a cluster: gone after an apply that passes), or one that it refuses (\`already exists\`). The policies of roles have another name each time, and need nothing; what attaches a managed one does | \`terraform untaint ADDRESS\` in the stack's folder, and plan again: what is missing of it is added. The review blocks it as \`HALF-MADE\` |
| \`Rule can't be deleted since it has targets\` | a rule that was half-made is made again under its name, and the half is the same one for AWS | \`terraform state rm ADDRESS\`, then \`terraform import ADDRESS BUS/NAME\` in the stack's folder, and apply again |
| \`Value '' at 'value' failed to satisfy constraint\` | somebody changed the parameter outside Terraform, which writes it again, and the provider sends no value | add 1 to its revision and apply with its value |
| \`scheduled for deletion\`                     | the name belongs to a deleted secret in its recovery window                  | \`aws secretsmanager restore-secret --region REGION --secret-id NAME\`, then \`terraform import ADDRESS ARN\` in the stack's folder, or another name |
| nothing                                      | Terraform was killed, or its connection cut, while it made a key: AWS has it, no state knows it       | \`aws kms describe-key\` shows its description, \`Encrypts the secrets of …\`; \`aws kms schedule-key-deletion\` of the one that is in no state |
| \`DeleteConflict … must delete policies first\`, or \`DRIFT\` of \`inline_policy\` in a review | Terraform was killed while it made a policy of a role: the role has it, no state knows it | \`aws iam list-role-policies --role-name NAME\`, and \`aws iam delete-role-policy\` of the one that is in no state |
| a timeout, or an interruption, while a service becomes steady | the next apply finds the new task definition and does not wait again                                          | \`aws ecs wait services-stable --cluster CLUSTER --services NAME\` first: else what the old tasks read goes while ECS may still roll back. A review on AWS asks ECS then, and blocks what goes while a service is not steady (\`ORDER-UNKNOWN\`) |
| that a version has no label \`terraform-revision-1\` | a new \`revision\` was written, and the apply of the one before took its label to a new version             | apply once more: the version without the label is gone by then |
| \`LimitExceeded\` of policies                  | old and new grants of a large role do not fit beside each other; nothing lost | take grants away in one apply, and add others in the next                                                                         |
| \`AccessDenied … explicit deny\`               | a \`DeletionProtection\` keeps what the apply would delete                      | put it back into the code, or have the owner of the policy take it out                                                            |

**A change that AWS refuses half-way can be finished or taken back.** Finished: correct what AWS refused, and apply again with the values.
Taken back: apply the old code. What the change was to replace is in the state at an address of its own
(\`aws_ssm_parameter.api-key_parameter_1A2B3C4D_6f0d2c91\`: the last part changes with the name, and with the statements of a
policy), and goes only when all that comes has been made and every service has moved (\`terraform_data.replacements-made\` of the stack waits for
that, and the record before each service, \`…_needs["…"]\`, keeps what that service needs, however often AWS refuses one of them, on the way there and on the way back). So the old code makes and deletes nothing of it, and what the
attempt has made goes. A write in place (another key, description or tier) that was done needs the old value again; an apply
without it is refused as ever, and moves nothing.

Finish it first where the address cannot follow, because the old code would make the old one again and delete it:

- a name, key or statement that changes by the value of a variable, a data source or another state, or by which of these it refers to, and by no text in the
  code (the review blocks the other way of a name as \`NAME-TAKEN\`); so does the name of a role, for the policies that it has in other stacks;
- the name of a cluster: made again under its old name, ECS gives back the one that is there, and Terraform would delete that;
- a name that changes in the same apply as \`deletionProtection\` comes or goes, or in the first apply with this release: do the one, then the
  other.

A name that is spelled otherwise and stays the same (a text that becomes a variable's) moves to another address, too: AWS refuses the second one of that name, and
nothing is lost. Say where it was with \`moveFromId\` of its resources. With \`deletionProtection\` it stays where it is, and so do its parts.
`;

/** The page's text. */
export function changesPage(changes: readonly RecordedChange[]): string {
  const known = new Map(changes.map((change) => [change.what, change]));
  const sum = (of: (change: SeenChange) => number): number =>
    changes.reduce((total, change) => total + of(change), 0);
  const tableOf = (kinds: readonly Row[]): string =>
    [
      "| change | what Terraform does, in this order | a value is missing | applied | back again |",
      "| --- | --- | --- | --- | --- |",
      ...kinds.map(({ what }) => {
        const change = known.get(what);
        return change ? rowOf(change) : `| ${what} | not tried on this release yet | | | |`;
      }),
    ].join("\n");
  const commits = [...new Set(changes.map(({ commit }) => commit))].join(", ");
  const totals = [
    `${changes.length} of ${ROWS.length + PAIRS.length} kinds of change`,
    `${sum(({ refusals }) => refusals)} refusals for a missing value, with ${sum(({ writesOfRefusals }) => writesOfRefusals)} calls of the refused stack that changed AWS, all taken back without a trace`,
    `${sum(({ points, back }) => points + (back?.points ?? 0))} points judged, access lost at ${sum(({ lost, back }) => lost + (back?.lost ?? 0))}`,
  ].join("; ");
  const origin = `Two services, each with an execution role, read a parameter and a secret on Terraform and a local AWS. Every call of Terraform that changes something is held until the current task definitions of the services have been judged, with the policies as IAM, KMS and the stores return them. \`npm run test:changes\` writes this, last on the modules of commit ${commits}: ${totals}. A separate test turns the order around, and expects the suite to see that access is lost. All of it ran on Terraform 1.11.4. OpenTofu was not run: its source (commit f831fa1 of August 2026) has what the guards use, \`terraform.applying\`, quiet commands and the same last line of a failed one.`;
  return `${BEFORE}${origin}\n\n${tableOf(ROWS)}\n${TWO_AT_ONCE}${tableOf(PAIRS)}\n${AFTER}`;
}

function rowOf(change: RecordedChange): string {
  const { what, procedure, due, refusals, writesOfRefusals, writes, points, lost, back } = change;
  const how = procedure === undefined ? "" : `<br>How: ${procedure}.`;
  const times = refusals === 1 ? "once" : `${refusals} times (each alone, and all)`;
  const missing =
    refusals === 0
      ? "none is due"
      : `of \`${due.join("`, `")}\`: refused ${times}, ${writesOfRefusals} calls, taken back without any`;
  const inOneStep = change.refusedByAws
    ? "<br>In one step AWS refuses it: nothing lost, taken back without a trace."
    : change.lostInOneStep === undefined
      ? ""
      : `<br>In one step: lost at ${change.lostInOneStep}.`;
  const again = back === undefined ? "another row" : judged(back);
  return `| ${what}${how} | ${inOrder(writes)} | ${missing} | ${judged({ points, lost })}${inOneStep} | ${again} |`;
}

const judged = ({ points, lost }: { readonly points: number; readonly lost: number }): string =>
  `${points} points, lost at ${lost}`;

/** Each call once in a row. */
function inOrder(writes: readonly string[]): string {
  const runs = writes.filter((write, index) => write !== writes[index - 1]);
  return runs.map((name) => `\`${name}\``).join(" → ");
}

if (require.main === module) writeFileSync(CHANGES_PAGE, changesPage(seenChanges()));
