import { isParameterOfOtherAccount, isPartialSecretArn } from "../../../../modules/facts";
import { shellWord } from "../../text";
import type { Check } from "../check";
import type { TaskReference } from "../task";
import { keyChecks } from "./key";
import { permissionChecks } from "./permission";
import { secretChecks } from "./secret";
import { valueChecks } from "./value";

const referenceMalformed: Check<TaskReference> = {
  id: "reference-malformed",
  what: "A `valueFrom` is a full ARN, or a parameter's name, with selectors as the ECS agent reads them.",
  why: "The agent refuses it and stops the task.",
  run: async ({ mention, reference, location }) => {
    const { valueFrom, way } = mention;
    if (typeof mention.reference === "string") {
      if (isParameterOfOtherAccount(valueFrom, location)) return [];
      const next =
        "correct the reference: the name or the ARN of a parameter, or the full ARN of a secret, alone or with :json-key:version-stage:version-id";
      return [{ state: "problem", finding: mention.reference, next }];
    }
    if (
      way.readsWhole &&
      reference?.store === "secretsmanager" &&
      reference.jsonKey !== undefined
    ) {
      const finding = `a ${way.name} holds a whole secret, never one key of its JSON`;
      return [{ state: "problem", finding, next: "name the secret without a JSON key" }];
    }
    return [];
  },
};

const secretArnPartial: Check<TaskReference> = {
  id: "secret-arn-partial",
  what: "The ARN of a secret has its six random characters.",
  why: "The agent passes it on, and it works only where the role's policy matches it and the name does not itself end in a hyphen and six characters.",
  run: async (subject) => {
    const { valueFrom, reference } = subject.mention;
    if (typeof reference === "string" || !isPartialSecretArn(reference.arn)) return [];
    if (!valueFrom.startsWith("arn:")) return [];
    const secret = await subject.secret();
    const whole = secret?.state === "found" ? secret.value.resourceArn : "the whole ARN";
    const finding = "the ARN lacks its six random characters";
    return [{ state: "hint", finding, next: `name ${whole}` }];
  },
};

const parameterOfOtherAccount: Check<TaskReference> = {
  id: "parameter-of-other-account",
  what: "A parameter is in the account of the task.",
  why: "ECS refuses parameters of other accounts when the task starts.",
  run: async ({ mention, location }) => {
    const { valueFrom, reference } = mention;
    if (typeof reference !== "string" || !isParameterOfOtherAccount(valueFrom, location)) return [];
    const next =
      "copy the parameter into this account, or share a Secrets Manager secret instead of it";
    return [{ state: "problem", finding: reference, next }];
  },
};

const wrongRegion: Check<TaskReference> = {
  id: "wrong-region",
  what: "A reference to another Region is to one where the secret is.",
  why: "The agent asks the Region of the ARN and finds nothing.",
  run: async (subject) => {
    const { reference, location } = subject;
    const secret = await subject.secret();
    if (!reference || secret?.state !== "missing") return [];
    const here = await subject.secretInOwnRegion();
    if (!here) return [];
    const finding = `there is no ${here.title} in ${reference.region}, but one in ${location.region}, where the task runs`;
    const next = `name ${shellWord(here.otherArn ?? here.resourceArn)}`;
    return [{ state: "problem", finding, next }];
  },
};

/** What can be wrong with the text of a reference, in the order in which the agent meets it. */
export const formChecks: readonly Check<TaskReference>[] = [
  referenceMalformed,
  secretArnPartial,
  parameterOfOtherAccount,
  wrongRegion,
];

/**
 * What can stand between a secret and its container, in the order in which it stands there. One more is a check in the
 * list of its subject, and a row in docs/troubleshooting.md.
 */
export const referenceChecks: readonly Check<TaskReference>[] = [
  ...formChecks,
  ...secretChecks,
  ...keyChecks,
  ...permissionChecks,
  ...valueChecks,
];
