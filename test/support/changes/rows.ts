import type { Settings } from "./changing-stack";

/** A kind of change, and how it is tried. */
export interface Row {
  /** What changes, for the table of docs/changes.md. */
  readonly what: string;
  /** @default - the stack without any setting */
  readonly from?: Settings;
  readonly to: Settings;
  /** Variables whose values it writes: each of them is left out once, and all of them. */
  readonly due: readonly string[];
  /** What has to be applied before `to`, where Terraform has no order to offer. */
  readonly first?: Settings;
  /** That first step in words. */
  readonly procedure?: string;
  /** What the one-step form is refused with, by AWS. @default - it is applied */
  readonly refused?: RegExp;
  /** The stacks that it changes, in the order in which they are applied. @default - one */
  readonly stacks?: readonly string[];
  /** The order in which it is taken back. @default - the opposite one */
  readonly stacksBack?: readonly string[];
  /** The one-step form where it is neither `to` nor none. */
  readonly direct?: Settings;
  /** The order of the stacks in the one-step form. @default - `stacks` */
  readonly directStacks?: readonly string[];
  /** Whether its way back is a kind of its own, which another row tries. */
  readonly oneWay?: boolean;
  /** Whether the state is one of a release without this order. */
  readonly earlier?: boolean;
}

const OTHER: Settings = { parameterName: "/changes/other", secretName: "changes/other" };
/** With the roles that `restricted` has: the row is of nothing else. */
const NAMED: Settings = { namedRoles: true };
const DESCRIBED: Settings = { parameterName: "/changes/told", secretName: "changes/told" };
const BOTH = ["api_key", "token"];
/** What one stack makes, and the other one uses, before and after. */
const SHARED = { stacks: ["platform", "scenario"], stacksBack: ["platform", "scenario"] };
const TAKEN = /already exists|ResourceExistsException|ParameterAlreadyExists/;

/** Every kind of change of a secret or parameter, in the order of docs/changes.md; `sample` marks those that CI tries. */
export const ROWS: readonly (Row & { readonly sample?: true })[] = [
  { what: "value (`revision`)", to: { revision: 2 }, due: BOTH },
  { what: "name of a parameter", to: { parameterName: "/changes/other" }, due: ["api_key"] },
  {
    what: "name of a parameter, from a variable",
    from: { nameFromVariable: true },
    to: { nameFromVariable: true, parameterName: "/changes/other" },
    due: ["api_key"],
  },
  {
    what: "name of a secret",
    to: { secretName: "changes/other" },
    due: ["token"],
    sample: true,
  },
  { what: "key", to: { key: "other-key" }, due: ["api_key"], sample: true },
  {
    what: "tier, to Advanced",
    from: { parameterName: "/changes/tier" },
    to: { parameterName: "/changes/tier", tier: "Advanced" },
    due: ["api_key"],
    oneWay: true,
  },
  {
    what: "description",
    // Under names of its own: the local AWS keeps the description of a secret that has none any more.
    from: DESCRIBED,
    to: { ...DESCRIBED, description: "of changes" },
    due: ["api_key"],
  },
  { what: "store: parameter → secret", to: { store: "secret" }, due: ["api_key"] },
  {
    what: "store: secret → parameter",
    from: { store: "secret" },
    to: { store: "parameter" },
    due: ["api_key"],
  },
  { what: "Region of key, parameter and secret", to: { inOtherRegion: true }, due: BOTH },
  { what: "execution role", to: { role: ["role", "changes-execution"] }, due: [] },
  {
    what: "name of an execution role",
    from: { role: ["role", "changes-execution"] },
    to: { role: ["role", "changes-other"] },
    due: [],
  },
  { what: "reader that comes", to: { workerReadsParameter: true }, due: [] },
  { what: "reader that goes", to: { webReadsSecret: false }, due: [], sample: true },
  { what: "service that goes", to: { worker: false }, due: [] },
  { what: "`restrictTo` that comes", from: NAMED, to: { restricted: true }, due: [] },
  { what: "`restrictTo` that goes", from: { restricted: true }, to: NAMED, due: [] },
  {
    what: "reader that comes, of a secret with `restrictTo`",
    from: { restricted: true, webReadsSecret: false },
    to: { restricted: true },
    due: [],
    oneWay: true,
  },
  {
    what: "name and key of a parameter",
    to: { parameterName: "/changes/other", key: "other-key" },
    due: ["api_key"],
  },
  {
    what: "names of two secrets",
    from: { store: "secret" },
    to: { store: "secret", secretName: "changes/other", apiKeyName: "changes/other-api-key" },
    due: BOTH,
  },
  { what: "names and value", to: { ...OTHER, revision: 2 }, due: BOTH },
  {
    what: "key and execution role",
    to: { key: "other-key", role: ["role", "changes-execution"] },
    due: ["api_key"],
    first: { role: ["role", "changes-execution"] },
    procedure: "change the role by an apply of its own, then the key",
  },
  {
    what: "name of a secret, and a reader that goes",
    to: { secretName: "changes/other", webReadsSecret: false },
    due: ["token"],
  },
  { what: "store and key", to: { store: "secret", key: "other-key" }, due: ["api_key"] },
  {
    what: "names, key and a reader that comes",
    to: { ...OTHER, key: "other-key", workerReadsParameter: true },
    due: BOTH,
    sample: true,
  },
  {
    what: "names, of services written by hand",
    from: { byHand: true },
    to: { ...OTHER, byHand: true },
    due: BOTH,
  },
  {
    what: "store, of services written by hand",
    from: { byHand: true },
    to: { store: "secret", byHand: true },
    due: ["api_key"],
  },
  {
    what: "secret that another stack makes from now on",
    to: { secretIn: "platform", secretName: "platform/token" },
    due: ["token"],
    stacks: ["platform", "scenario"],
    direct: { secretIn: "platform" },
    refused: TAKEN,
    procedure:
      "the other stack makes it under another name and is applied first, then the stack of its readers, which gives it up",
  },
  {
    what: "secret that another stack made so far",
    from: { secretIn: "platform", secretName: "platform/token" },
    to: {},
    due: ["token"],
    stacks: ["scenario", "platform"],
    direct: {},
    directStacks: ["platform", "scenario"],
    procedure:
      "this stack makes it under another name and is applied first; the other one gives it up by an apply after this one",
  },
  {
    what: "secret that moves between two other stacks",
    from: { secretIn: "platform", secretName: "platform/token" },
    to: { secretIn: "vault", secretName: "vault/token" },
    due: ["token"],
    stacks: ["vault", "scenario", "platform"],
    direct: { secretIn: "vault", secretName: "platform/token" },
    refused: TAKEN,
    procedure:
      "the new stack makes it under another name and is applied first, then the stack of its readers, and last the one that gives it up",
  },
  {
    what: "name of a secret of another stack",
    from: { secretIn: "platform", secretName: "platform/token" },
    first: {
      secretIn: "platform",
      secretId: "other-secret",
      secretName: "platform/other",
      keeps: { secretName: "platform/token" },
    },
    to: { secretIn: "platform", secretId: "other-secret", secretName: "platform/other" },
    due: ["token"],
    ...SHARED,
    procedure:
      "make the secret of the new name beside the old one, for the readers to read, and apply all stacks; remove the old one by the next apply",
  },
  {
    what: "key of a secret of another stack",
    from: { secretIn: "platform", secretName: "platform/token" },
    first: { secretIn: "platform", secretName: "platform/token", nextSecretKey: "other-key" },
    to: { secretIn: "platform", secretName: "platform/token", secretKey: "other-key" },
    due: [],
    ...SHARED,
    procedure:
      "name the new key as the `successor` of the old one and apply all stacks; use it by the next apply",
  },
  {
    what: "key that another stack makes",
    from: { keyIn: "platform" },
    first: { keyIn: "platform", key: "other-key", keeps: { key: "key" } },
    to: { keyIn: "platform", key: "other-key" },
    due: ["api_key"],
    ...SHARED,
    procedure:
      "make the new key beside the old one, for the secrets to use, and apply all stacks; remove the old one by the next apply",
  },
  {
    what: "execution role that another stack makes",
    from: { roleIn: "platform", role: ["role", "changes-execution"] },
    first: {
      roleIn: "platform",
      role: ["other-role", "changes-other"],
      keeps: { role: ["role", "changes-execution"] },
    },
    to: { roleIn: "platform", role: ["other-role", "changes-other"] },
    due: [],
    ...SHARED,
    refused: /DeleteConflict/,
    procedure:
      "make the new role beside the old one, for the services to use, and apply all stacks; remove the old one by the next apply",
  },
  {
    what: "reader that goes, of a secret with `restrictTo`",
    from: { restricted: true },
    to: { restricted: true, webReadsSecret: false },
    due: [],
    first: { restricted: true, webReadsSecret: false, webStays: true },
    procedure:
      "name the role's ARN in `restrictTo` for the apply that moves the service, and take it away by the next",
  },
  {
    what: "construct renamed",
    to: { suffix: "-renamed" },
    due: BOTH,
    refused: TAKEN,
    first: { suffix: "-renamed", moved: true },
    procedure: "`moved` blocks in the same apply (`moveFromId` of each resource of the construct)",
  },
  {
    what: "replacement under the same name (tier, to Standard)",
    from: { parameterName: "/changes/tier", tier: "Advanced" },
    to: { parameterName: "/changes/tier", tier: "Standard" },
    due: ["api_key"],
    refused: TAKEN,
    first: { tier: "Standard", parameterName: "/changes/interim" },
    procedure: "change the name with it, and back by a second apply if it has to be the old one",
  },
  {
    what: "state of an earlier release, key",
    earlier: true,
    to: { key: "other-key" },
    due: ["api_key"],
    first: {},
    procedure: "apply unchanged code with the new release first",
  },
  {
    what: "state of an earlier release, name and a reader that goes",
    earlier: true,
    to: { secretName: "changes/other", webReadsSecret: false },
    due: ["token"],
    first: {},
    procedure: "apply unchanged code with the new release first",
  },
];
