/** Attributes that hold secret values, whether a plan marks them or not. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  aws_iam_access_key: ["secret", "ses_smtp_password_v4", "encrypted_secret"],
  aws_secretsmanager_random_password: ["random_password"],
  aws_secretsmanager_secret_version: ["secret_string", "secret_binary"],
  aws_ssm_parameter: ["value", "insecure_value"],
  random_password: ["result", "bcrypt_hash"],
  tls_private_key: ["private_key_pem", "private_key_openssh", "private_key_pem_pkcs8"],
};

/** Of a resource of any type. */
const EVERYWHERE =
  /^(.*_)?(password|passwd|passphrase|private_key|secret_key|access_key|auth_token|api_key|token)$/;

/** Whether an attribute of a resource, or a setting of a provider, holds a secret value. */
export function holdsSecret(type: string, attribute: string): boolean {
  return (KNOWN[type] ?? []).includes(attribute) || EVERYWHERE.test(attribute);
}
