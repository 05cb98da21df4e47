import { defineRule, type SecretShape } from "../../core";
import { isUnresolved } from "../../core/internal";

const FARGATE =
  "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-linux-gmsa.html";
const EC2 = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/linux-gmsa.html";
const AGENT =
  "https://github.com/aws/amazon-ecs-agent/blob/master/agent/taskresource/credentialspec/credentialspec_linux.go";
const USER_KEYS = ["username", "password", "domainName"];

export const credentialSpecJoined = defineRule<{
  readonly compatibility: string;
  readonly hasDomainUser: boolean;
}>({
  id: "ecs-credential-spec-joined",
  demands: "name a user of the domain on Fargate, which joins no domain itself",
  source: FARGATE,
  remedy: "Set `domainUser` to the secret that the specification names as its CredentialArn.",
  broken: ({ compatibility, hasDomainUser }) =>
    compatibility === "FARGATE" && !hasDomainUser && "none on Fargate",
});

export const credentialSpecUser = defineRule<{
  readonly store: "secretsmanager" | "ssm";
  readonly selectsPart: boolean;
  readonly shape: SecretShape;
}>({
  id: "ecs-credential-spec-user",
  demands: `be a whole secret of Secrets Manager, JSON with ${USER_KEYS.join(", ")}`,
  source: EC2,
  remedy:
    "Make a SecretsManagerSecret with SecretValue.json() of these keys; leave out jsonKey, versionStage and versionId.",
  broken: ({ store, selectsPart, shape }) => {
    if (store === "ssm") return "a parameter of Parameter Store";
    if (selectsPart) return "a part or a version of one";
    if (shape.kind === "unknown") return false;
    if (shape.kind === "text") return "a secret that is not JSON";
    const missing = USER_KEYS.filter((key) => !shape.keys.includes(key));
    return missing.length > 0 && `JSON without ${missing.join(" and ")}`;
  },
});

export const credentialSpecUserRegion = defineRule<{
  readonly region: string;
  readonly arn: string;
}>({
  id: "ecs-credential-spec-user-region",
  demands: "be a secret of the task's own Region, where the agent asks for it",
  source: AGENT,
  remedy: "Replicate the secret there, and name the replica's ARN in the specification.",
  broken: ({ region, arn }) => {
    const own = arn.split(":")[3] ?? region;
    return !isUnresolved([region, own, arn]) && own !== region && arn;
  },
});

export const credentialSpecPlace = defineRule<{
  readonly region: string;
  readonly account: string;
  readonly arn: string;
}>({
  id: "ecs-credential-spec-place",
  demands: "be a parameter of the task's own account and Region, where the agent asks for its name",
  source: AGENT,
  remedy: "Put a copy there, or use an object of a bucket.",
  broken: ({ region, account, arn }) => {
    if (isUnresolved([region, account, arn])) return false;
    const [, , , ownRegion, ownAccount] = arn.split(":");
    return (ownRegion !== region || ownAccount !== account) && arn;
  },
});
