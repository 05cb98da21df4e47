/** What a secret of a known make looks like. */
interface SecretShapePattern {
  readonly name: string;
  readonly pattern: RegExp;
}

/** The marks by which issuers let their secrets be found. */
const SHAPES: readonly SecretShapePattern[] = [
  { name: "an AWS access key id", pattern: /(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/ },
  { name: "a private key", pattern: /-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----/ },
  { name: "a JSON Web Token", pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/ },
  { name: "a GitHub token", pattern: /\b(gh[opsur]_[A-Za-z0-9]{36}|github_pat_\w{22})/ },
  {
    name: "a GitLab token",
    pattern: /\bgl(agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|soat)-[\w-]{20}/,
  },
  { name: "a Slack token", pattern: /\bxox[abeoprs](\.[a-z]{4})?-[\w-]{10}|\bxapp-\d-[\w-]{10}/ },
  {
    name: "a Slack webhook",
    pattern: /\bhooks\.slack\.com\/(services|workflows|triggers)\/\w+\/\w+/,
  },
  { name: "a Stripe key", pattern: /\b([rs]k_(live|test)|whsec)_[A-Za-z0-9]{16}/ },
  { name: "a Google key", pattern: /\bAIza[\w-]{35}|\bya29\.[\w-]{20}|\bGOCSPX-[\w-]{28}/ },
  { name: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}/ },
  { name: "a PyPI token", pattern: /\bpypi-AgE[\w-]{20}/ },
  { name: "a Docker Hub token", pattern: /\bdckr_(pat|oat)_[\w-]{20}/ },
  { name: "a HashiCorp token", pattern: /\bhv[bsr]\.[\w-]{20}|\.atlasv1\.[\w-]{20}/ },
  { name: "a SendGrid key", pattern: /\bSG\.[\w-]{16,}\.[\w-]{16}/ },
  { name: "a Twilio key", pattern: /\bSK[0-9a-f]{32}\b/ },
  { name: "an OpenAI or Anthropic key", pattern: /\bsk-(ant-|proj-|svcacct-)?[\w-]{20}/ },
  { name: "a New Relic key", pattern: /\bNRAK-[A-Z0-9]{20}|\b[0-9a-f]{36}NRAL\b/ },
  { name: "a Shopify token", pattern: /\bshp(at|ca|pa|ss)_[0-9a-fA-F]{32}/ },
  { name: "a DigitalOcean token", pattern: /\bdo[opr]_v1_[0-9a-f]{64}/ },
  { name: "a Databricks token", pattern: /\bdapi[0-9a-f]{32}\b/ },
  { name: "a signature of Azure", pattern: /[?&]sig=[\w%+/=-]{20}/ },
  { name: "a key of age", pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{20}/i },
  { name: "a header with credentials", pattern: /\b(Bearer|Basic) [\w.~+/=-]{16}/ },
];

/** The make of the secret in `text`, if it is a known one. */
export function secretShape(text: string): string | undefined {
  return SHAPES.find(({ pattern }) => pattern.test(text))?.name;
}
