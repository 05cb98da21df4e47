import { createHash } from "node:crypto";

/** Random-looking text that is the same on every run, and in no source that a scanner reads. */
export function drawn(seed: string, length: number, alphabet = BASE62): string {
  const bytes = Array.from({ length: Math.ceil(length / 64) }, (_, block) => [
    ...createHash("sha512").update(`${seed} ${block}`).digest(),
  ]).flat();
  return bytes
    .slice(0, length)
    .map((byte) => alphabet[byte % alphabet.length])
    .join("");
}

export const BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64URL = `${BASE62}-_`;
const HEX = "0123456789abcdef";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const base64url = (text: string): string => Buffer.from(text).toString("base64url");
const a = (seed: string, length: number, alphabet?: string): string =>
  drawn(seed, length, alphabet);

const jwt = [
  base64url('{"alg":"HS256","typ":"JWT"}'),
  base64url('{"sub":"orders","admin":true}'),
  a("jwt", 43, BASE64URL),
].join(".");
const pem = (kind: string): string =>
  `-----BEGIN ${kind}-----\n${a(kind, 64)}\n${a(kind, 64)}\n-----END ${kind}-----\n`;

/** Texts that are secret whatever their name is. */
export const SECRET_TEXTS: Readonly<Record<string, string>> = {
  "AWS access key id": `AKIA${a("akia", 16, UPPER)}`,
  "AWS session's key id": `ASIA${a("asia", 16, UPPER)}`,
  "key id within text": `id=AKIA${a("within", 16, UPPER)},region=eu-central-1`,
  "AWS secret access key": a("aws", 40, `${BASE62}/+`),
  "another AWS secret access key": a("aws 2", 40, `${BASE62}/+`),
  "RSA key": pem("RSA PRIVATE KEY"),
  "PKCS8 key": pem("PRIVATE KEY"),
  "encrypted key": pem("ENCRYPTED PRIVATE KEY"),
  "EC key": pem("EC PRIVATE KEY"),
  "OpenSSH key": pem("OPENSSH PRIVATE KEY"),
  "PGP key": pem("PGP PRIVATE KEY BLOCK"),
  "key in Base64": base64(pem("PRIVATE KEY")),
  JWT: jwt,
  "JWT in a header": `Authorization: Bearer ${jwt}`,
  "GitHub token": `ghp_${a("ghp", 36)}`,
  "GitHub app token": `ghs_${a("ghs", 36)}`,
  "fine-grained GitHub token": `github_pat_${a("pat", 22)}_${a("pat 2", 59)}`,
  "GitLab token": `glpat-${a("glpat", 20)}`,
  "GitLab runner token": `glrt-${a("glrt", 20)}`,
  "Slack bot token": `xoxb-${a("x", 12, "0123456789")}-${a("xoxb", 24)}`,
  "Slack app token": `xapp-1-${a("xapp", 20)}`,
  "Slack webhook": `https://hooks.slack.com/services/T${a("t", 8)}/B${a("b", 8)}/${a("s", 24)}`,
  "Stripe key": `sk_live_${a("sk", 24)}`,
  "restricted Stripe key": `rk_test_${a("rk", 24)}`,
  "Stripe webhook secret": `whsec_${a("whsec", 32)}`,
  "Google API key": `AIza${a("aiza", 35, BASE64URL)}`,
  "Google access token": `ya29.${a("ya29", 60, BASE64URL)}`,
  "Google client secret": `GOCSPX-${a("gocspx", 28, BASE64URL)}`,
  "npm token": `npm_${a("npm", 36)}`,
  "PyPI token": `pypi-AgE${a("pypi", 60, BASE64URL)}`,
  "Docker Hub token": `dckr_pat_${a("dckr", 27, BASE64URL)}`,
  "Vault token": `hvs.${a("hvs", 24)}`,
  "HCP Terraform token": `${a("tfc", 14)}.atlasv1.${a("tfc 2", 60)}`,
  "SendGrid key": `SG.${a("sg", 22)}.${a("sg 2", 43)}`,
  "Twilio key": `SK${a("twilio", 32, HEX)}`,
  "OpenAI key": `sk-proj-${a("openai", 40)}`,
  "Anthropic key": `sk-ant-api03-${a("ant", 40)}`,
  "New Relic key": `NRAK-${a("nrak", 27, UPPER)}`,
  "Shopify token": `shpat_${a("shpat", 32, HEX)}`,
  "DigitalOcean token": `dop_v1_${a("do", 64, HEX)}`,
  "Databricks token": `dapi${a("dapi", 32, HEX)}`,
  "shared access signature": `https://x.blob.example.net/a?sv=2024&sig=${a("sig", 43)}%3D`,
  "basic credentials": `Basic ${base64("orders:correct horse")}`,
  "URL with a password": "postgres://orders:hunter2@db.example.com:5432/orders",
  "URL with a password only": "redis://:hunter2@cache.example.com:6379",
  "AMQP URL": "amqps://orders:p%40ss@mq.example.com/%2F",
  "Mongo URL": "mongodb+srv://orders:hunter2@cluster0.example.mongodb.net/orders",
  "JDBC URL": "jdbc:mysql://db.example.com/orders?user=orders&password=hunter2",
  "connection string": "Server=db;Database=orders;User Id=orders;Password=hunter2;",
  "storage connection string": `AccountName=orders;AccountKey=${a("azure", 86)}==`,
  "option with a value": "--password=hunter2",
  "option before its value": "--api-key hunter2",
  "assignment in a script": "export PGPASSWORD=hunter2; psql -h db",
  "quoted assignment": 'env DB_PASSWORD="correct horse" ./serve',
  "curl with credentials": "curl -f -u health:hunter2 http://localhost/health",
  "JSON with a password": '{"host":"db","password":"hunter2"}',
  "YAML with a password": "host: db\npassword: hunter2\n",
  "Base64 of JSON with a password": base64('{"user":"orders","password":"hunter2","tls":true}'),
  "random, 24 characters": a("random", 24),
  "random, 32 characters": a("random 3", 32),
  "random, 64 characters": a("random", 64, BASE64URL),
  "random bytes in Base64": createHash("sha256").update("bytes").digest("base64"),
};

/** Variables of real applications that hold no secret. */
export const HARMLESS: readonly (readonly [name: string, text: string])[] = [
  ["LOG_LEVEL", "info"],
  ["PORT", "8080"],
  ["NODE_ENV", "production"],
  ["TZ", "Europe/Berlin"],
  ["LANG", "en_US.UTF-8"],
  ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  ["PWD", "/srv/app"],
  ["JAVA_TOOL_OPTIONS", "-XX:MaxRAMPercentage=75.0 -XX:+UseG1GC -XX:+ExitOnOutOfMemoryError"],
  ["NODE_OPTIONS", "--max-old-space-size=1536 --enable-source-maps"],
  ["GIT_COMMIT", "3f786850e387550fdab836ed7e6dc881de23001b"],
  ["BUILD_ID", "20240115T103000Z-RC2"],
  ["IMAGE_DIGEST", `sha256:${drawn("digest", 64, "0123456789abcdef")}`],
  ["TENANT_ID", "123e4567-e89b-12d3-a456-426614174000"],
  ["ETAG", "d41d8cd98f00b204e9800998ecf8427e"],
  ["DB_HOST", "orders.cluster-c9akciq32rgd.eu-central-1.rds.amazonaws.com"],
  ["DATABASE_URL", "postgres://orders@db.example.com:5432/orders?sslmode=verify-full"],
  ["REDIS_URL", "rediss://cache.example.com:6379/0"],
  ["QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/123456789012/Orders-V2-DeadLetters.fifo"],
  ["TOPIC_ARN", "arn:aws:sns:eu-central-1:123456789012:OrdersV2-A1b2C3d4E5f6G7h8I9"],
  ["KEY_ARN", "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
  ["ENCRYPTION_KEY", "alias/orders-dev"],
  ["DB_SECRET", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/db-AbCdEf"],
  ["DB_SECRET_ARN", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/db-AbCdEf"],
  ["DB_SECRET_NAME", "orders/dev/db"],
  ["DB_PASSWORD_FILE", "/run/secrets/db-password"],
  ["GOOGLE_APPLICATION_CREDENTIALS", "/var/run/gcp/credentials.json"],
  ["AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/token"],
  ["TOKEN_URL", "https://login.example.com/oauth2/v2.0/token"],
  ["TOKEN_TTL_SECONDS", "3600"],
  ["MAX_TOKENS", "4096"],
  ["CSRF_TOKEN_HEADER", "X-CSRF-Token"],
  ["SESSION_TOKEN_NAME", "sid"],
  ["PASSWORD_MIN_LENGTH", "12"],
  ["PASSWORD_PATTERN", "^(?=.*[A-Z])(?=.*[0-9]).{12,}$"],
  ["ALLOW_EMPTY_PASSWORD", "yes"],
  ["MYSQL_RANDOM_ROOT_PASSWORD", "true"],
  ["API_KEY_HEADER", "X-Api-Key"],
  ["SECRETS_BACKEND", "aws-secrets-manager"],
  ["SECRETS_DIR", "/run/secrets"],
  ["PARTITION_KEY", "orderId"],
  ["KEYCLOAK_REALM", "orders"],
  [
    "JWT_PUBLIC_KEY",
    "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
  ],
  ["CA_BUNDLE", `-----BEGIN CERTIFICATE-----\n${drawn("cert", 64)}\n-----END CERTIFICATE-----`],
  ["AUTHORIZED", `ssh-ed25519 AAAA${drawn("ssh", 64)} deploy@example.com`],
  ["CSP", `script-src 'self' 'sha256-${drawn("csp", 43)}='`],
  ["COGNITO_USER_POOL", "eu-central-1_aB3dE5gH7"],
  ["OIDC_CLIENT_ID", "1h57kf5cpq17m0eml12example"],
  ["SENTRY_DSN", `https://${drawn("dsn", 32, "0123456789abcdef")}@o1.ingest.sentry.io/42`],
  ["FEATURES", '{"checkout":true,"maxItems":20,"regions":["eu-central-1","us-east-1"]}'],
  ["FEATURES_BASE64", base64('{"checkout":true,"maxItems":20,"Regions":["eu-central-1"]}')],
  ["CONFIG_YAML", "server:\n  port: 8080\n  tokenUrl: https://login.example.com/token\n"],
  ["LOG_FORMAT", '%h %l %u %t "%r" %>s %b "%{Referer}i"'],
  ["USER_AGENT", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0"],
  ["CIPHERS", "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:TLS_AES_128_GCM_SHA256"],
  ["CRON", "0 0/15 * ? * MON-FRI *"],
  ["HANDLER", "com.example.orders.checkout.CheckoutV2RequestHandler::handleRequest"],
  ["POLICY", "AmazonECSTaskExecutionRolePolicy2"],
  ["POD", "orders-web-5d4f8c7b9d-x2k4z"],
  ["LOAD_BALANCER", "app/orders/50dc6c495c0c9188"],
  ["EMAIL", "orders+alerts@example.com"],
  ["START", 'exec ./serve --db-password="$DB_PASSWORD" --token-file=/run/secrets/token'],
  ["PROXY", "http://$PROXY_USER:${PROXY_PASSWORD}@proxy.example.com:3128"],
  ["HEALTH", "curl -f http://localhost:8080/health || exit 1"],
  ["DATA_URI", `data:text/plain;base64,${base64("Hello from Orders V2, nice to meet you")}`],
];
