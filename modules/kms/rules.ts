import { defineRule } from "../core";
import { isWhole } from "../core/internal";

const KMS_API = "https://docs.aws.amazon.com/kms/latest/APIReference";

export const keyAlias = defineRule<string>({
  id: "kms-alias",
  demands:
    "be 1 to 250 letters, digits, `/`, `_` or `-`, without the prefix `alias/`, and not start with `aws/`",
  source: `${KMS_API}/API_CreateAlias.html`,
  remedy: "Name it after the application and environment, such as `orders-dev`.",
  broken: (alias) => !/^[a-zA-Z0-9/_-]{1,250}$/.test(alias) || /^(aws|alias)\//.test(alias),
});

export const keyDeletionWindow = defineRule<number>({
  id: "kms-deletion-window",
  demands: "be a whole number from 7 to 30 days",
  source: `${KMS_API}/API_ScheduleKeyDeletion.html`,
  remedy: "30 is the default; 7 is the shortest that KMS offers.",
  broken: (days) => !isWhole(days, 7, 30),
});

export const keyRotationPeriod = defineRule<number>({
  id: "kms-rotation-period",
  demands: "be a whole number from 90 to 2560 days",
  source: `${KMS_API}/API_EnableKeyRotation.html`,
  remedy: "365 is the default.",
  broken: (days) => !isWhole(days, 90, 2560),
});

export const keyAdministrator = defineRule<string>({
  id: "kms-administrator-arn",
  demands: "hold ARNs of accounts, users, roles or sessions (`arn:…:iam::ACCOUNT:role/NAME`)",
  source:
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  remedy: "`*` would open the key to everyone; a name alone is refused by KMS.",
  broken: (arn) => !/^arn:[a-z-]+:(iam|sts)::\d{12}:(root|[a-z-]+\/[\w+=,.@/-]+)$/.test(arn),
});

export const keyDescription = defineRule<string>({
  id: "kms-description",
  demands: "be at most 8192 characters",
  source: `${KMS_API}/API_CreateKey.html`,
  remedy: "Shorten it.",
  broken: (description) => description.length > 8192 && `${description.length} characters`,
});

export const keyArn = defineRule<string>({
  id: "kms-key-arn",
  demands:
    "be the full ARN of a key (`arn:…:kms:REGION:ACCOUNT:key/ID`), whose id is a UUID, or `mrk-` and 32 hexadecimal digits",
  source: "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-ARN",
  remedy:
    "An alias or id cannot stand in an IAM policy; `aws kms describe-key --key-id …` prints the ARN.",
  broken: (arn) => {
    if (/(^|:)alias\/aws\//.test(arn)) {
      return `${JSON.stringify(arn)}, AWS's own key, which needs nothing: leave it out`;
    }
    const [, id = ""] = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/(.+)$/.exec(arn) ?? [];
    return !/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/.test(id);
  },
});
