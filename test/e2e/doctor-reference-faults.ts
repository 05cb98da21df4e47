import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { TARGET } from "../support/local-scenario";
import { CANARY, type DoctorBaseline, type Fault, type Variation } from "./doctor-baseline";

/** What a wrong secret keeps from arriving. */
export const DB = ["web DB", "web DB_PASSWORD"];

/** Makes a variable name another secret. */
function setSecret(name: string, change: (valueFrom: string) => string): Variation {
  return {
    containers: ({ web }) => {
      for (const secret of web.secrets ?? []) {
        if (secret.name === name) secret.valueFrom = change(secret.valueFrom ?? "");
      }
    },
  };
}

/** Writes a secret's value. */
function putValue(secret: keyof DoctorBaseline["secretArns"], value: unknown): Variation {
  return {
    plant: ({ stores, secretArns }) => {
      const SecretString = typeof value === "string" ? value : JSON.stringify(value);
      const request = { SecretId: secretArns[secret], SecretString };
      return stores.secretsManager.send(new PutSecretValueCommand(request));
    },
  };
}

/** References and values that are wrong. */
export const REFERENCE_FAULTS: Readonly<Record<string, Fault>> = {
  "version stage that is not there": {
    found: ["version-missing"],
    at: ["web DB"],
    ...setSecret("DB", (arn) => `${arn}::AWSPENDING:`),
  },
  "missing JSON key": {
    found: ["json-key-missing"],
    at: ["web DB_PASSWORD"],
    inValue: true,
    ...putValue("db", { username: CANARY }),
  },
  "number as JSON value": {
    found: ["json-value-not-text"],
    at: ["web DB_PASSWORD"],
    inValue: true,
    ...setSecret("DB_PASSWORD", (arn) => arn.replace(":password::", ":port::")),
  },
  "object as JSON value": {
    found: ["json-value-not-text"],
    at: ["web DB_PASSWORD"],
    inValue: true,
    ...setSecret("DB_PASSWORD", (arn) => arn.replace(":password::", ":pool::")),
  },
  "value that is not JSON": {
    found: ["value-not-json"],
    at: ["web DB_PASSWORD"],
    inValue: true,
    ...putValue("db", CANARY),
  },
  "bytes as a variable": {
    found: ["value-not-text"],
    at: DB,
    inValue: true,
    plant: ({ stores, secretArns }) =>
      stores.secretsManager.send(
        new PutSecretValueCommand({ SecretId: secretArns.db, SecretBinary: Buffer.from(CANARY) }),
      ),
  },
  "empty log secret": {
    found: ["value-empty"],
    at: ["web splunk-token"],
    inValue: true,
    // Secrets Manager takes no empty value; one of its JSON keys may be empty.
    ...putValue("log", { token: "" }),
    containers: ({ web }) => {
      const [token] = web.logConfiguration?.secretOptions ?? [];
      if (token) token.valueFrom = `${token.valueFrom ?? ""}:token::`;
    },
  },
  "registry login without password": {
    found: ["registry-login-malformed"],
    at: ["web image pull"],
    inValue: true,
    ...putValue("registry", { username: CANARY, password: "" }),
  },
  "registry login that is not JSON": {
    found: ["registry-login-malformed"],
    at: ["web image pull"],
    inValue: true,
    ...putValue("registry", `${CANARY}:${CANARY}`),
  },
  "ARN with a mistyped ending": {
    found: ["secret-arn-mistyped"],
    at: ["web DB"],
    ...setSecret("DB", (arn) => `${arn.slice(0, -6)}AbCdEf`),
  },
  "secret in the wrong Region": {
    found: ["wrong-region"],
    at: ["web DB"],
    ...setSecret("DB", (arn) => arn.replace(TARGET.region, "us-east-1")),
  },
  "parameter in the wrong Region": {
    found: ["wrong-region"],
    at: ["web API_KEY"],
    ...setSecret("API_KEY", (arn) => arn.replace(TARGET.region, "us-east-1")),
  },
  "parameter of another account": {
    found: ["parameter-of-other-account"],
    at: ["web API_KEY"],
    ...setSecret("API_KEY", (arn) => arn.replace(TARGET.account, "999999999999")),
  },
  "malformed selector": {
    found: ["reference-malformed"],
    at: ["web DB_PASSWORD"],
    ...setSecret("DB_PASSWORD", (arn) => arn.replace(":password::", ":password")),
  },
};
