import { drawn } from "../core/plain-text-values";
import { found } from "../cli/review/findings/found";
import { madeInput } from "../cli/review/fixtures/made-plan";
import { image, taskIn } from "../ecs/support/fixtures";
import { testStack } from "../support/synth";

/** What synthesis says of a plain variable: whether it is refused. */
function refusedAtSynthesis(name: string, value: string): boolean {
  try {
    taskIn(testStack()).addContainer("web", { image, environment: { [name]: value } });
    return false;
  } catch (error) {
    if (String(error).includes("ecs-plain-text")) return true;
    throw error;
  }
}

/** What the review says of the same variable in a plan. */
function foundInReview(name: string, value: string): boolean {
  const containers = [{ name: "web", environment: [{ name, value }] }];
  const after = { family: "shop", container_definitions: JSON.stringify(containers) };
  const input = madeInput([{ type: "aws_ecs_task_definition", actions: ["create"], after }]);
  return found("PLAINTEXT-SECRET", input).length > 0;
}

/** Names on which two guards of former days gave two answers, and their like. */
const NAMES = [
  "REDIS_AUTH VALKEY_AUTH BASIC_AUTH SMTP_AUTH JWT_KEY DBPWD MYSQL_PWD PGPASS HASH_SALT SALT_MASTER COOKIE_KEY APP_KEY",
  "CLIENT_KEY CRYPTO_KEY AES_KEY SESSION_KEY SIGNATURE_KEY PASSWORD_CLAIM TOKEN_COST SECRET_LIFE PUBLIC_KEY",
  "VAPID_PUBLIC_KEY RECAPTCHA_SITE_KEY REQUIREPASS HTTPProxyPassword APIKey DBPassword secretSpec TOKEN_CLASS AUTH_KEY",
  "password API_KEY AWS_ACCESS_KEY_ID PARTITION_KEY MAX_TOKENS ECS_ENGINE_AUTH_DATA TOKEN_URL COMPASS_HEADING creds",
].flatMap((line) => line.split(" "));

const VALUES: readonly (readonly [name: string, value: string])[] = [
  ["OPENAI_MAX_TOKENS", "4096"],
  ["PROXY_PASS", "http://backend"],
  ["ANTHROPIC", `sk-ant-${drawn("ant", 40)}`],
  ["SETTING", drawn("setting", 40)],
  ["DB_PASSWORD", "$(cat /run/secrets/db)"],
  ["DB_PASSWORD", "optional"],
  ["DATABASE", "mysql://shop:hunter2@db/shop"],
  ["DATABASE", "mysql://shop:$PASSWORD@db/shop"],
  ["OPTIONS", "--password=hunter2 --verbose"],
  ["KEYSTORE_PASSWORD", "conf/store.jks"],
];

/** 200 pairs of a name and a value, the same at every run. */
const GENERATED = Array.from({ length: 200 }, (_, index) => {
  const pick = (what: string, of: readonly string[]): string => {
    const at = parseInt(drawn(`${what} ${index}`, 6, "0123456789"), 10);
    return of[at % of.length] ?? "";
  };
  const words = ["DB", "api", "JWT", "session", "max", "public", "TOKEN", "Auth", "salt", "PASS"];
  const ends = ["KEY", "Secret", "pwd", "TOKENS", "_FILE", "url", "hash", "Id", "AUTH", "name"];
  const values = ["hunter2", "4096", "/run/x", "true", drawn(`value ${index}`, 24), "a=b; token=x"];
  const join = pick("join", ["_", "-", ".", ""]);
  return [`${pick("first", words)}${join}${pick("last", ends)}`, pick("value", values)] as const;
});

it("synthesis and review judge the same names and values alike", () => {
  const pairs = [...NAMES.map((name) => [name, "made-up"] as const), ...VALUES, ...GENERATED];
  const judged = pairs.map(([name, value]) => ({
    pair: `${name}=${value}`,
    synthesis: refusedAtSynthesis(name, value),
    review: foundInReview(name, value),
  }));
  expect(judged.filter(({ synthesis, review }) => synthesis !== review)).toEqual([]);
  // Both answers occur, or the test would say nothing.
  expect(judged.filter(({ review }) => review).length).toBeGreaterThan(50);
  expect(judged.filter(({ review }) => !review).length).toBeGreaterThan(50);
});
