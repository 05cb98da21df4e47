import { looksSecret } from "./secret-names";

/** Stands in a text for what only Terraform knows. */
export const UNKNOWN_TEXT = "…";
/** The same, where it is known to be an ARN or a name. */
const UNKNOWN_POINTER = `arn:${UNKNOWN_TEXT}`;

/** Attributes that say which resource it is, never what it holds. */
const POINTER =
  /^(data\.)?aws_(\w+\.[\w-]+\.arn|(secretsmanager_secret|ssm_parameter)\.[\w-]+\.(id|name))$/;

/** What stands in a text for a reference of Terraform, such as `aws_kms_key.orders.arn`. */
export function unknownOf(reference: string): string {
  return POINTER.test(reference) ? UNKNOWN_POINTER : UNKNOWN_TEXT;
}

/**
 * Attributes that hold a secret without saying so by their names, by type: those that the AWS provider marks as sensitive, but for
 * certificates, names and settings, and their like of other providers.
 */
const HOLDERS: readonly (readonly [type: RegExp, attribute: RegExp])[] = [
  [/^aws_api_gateway_api_key$/, /^value$/],
  [/^aws_(appsync_api|grafana_workspace_api)_key$/, /^key$/],
  [/^aws_cloudwatch_event_connection$/, /^value$/],
  [/^aws_dms_certificate$/, /^certificate_wallet$/],
  [/^aws_grafana_workspace_service_account_token$/, /^key$/],
  [/^aws_iam_access_key$/, /^secret$/],
  [/^aws_kms_(ciphertext|secrets)$/, /^plaintext$/],
  [/^aws_kms_(replica_)?external_key$/, /^key_material_base64$/],
  [/^aws_pinpoint_gcm_channel$/, /^service_json$/],
  [/^aws_s3_object_copy$/, /^(source_)?customer_key$/],
  [/^aws_secretsmanager_secret_version$/, /^secret_(string|binary)$/],
  [/^aws_ssm_activation$/, /^activation_code$/],
  [/^aws_transfer_server$/, /^host_key$/],
  [/^aws_vpn_connection$/, /^customer_gateway_configuration$/],
  [/^random_(password|bytes)$/, /./],
  [/^sops_(external|file)$/, /^(data|raw)$/],
  [/^tls_private_key$/, /^private_key_/],
  [/^vault_(generic_secret|kv_secret(_v2)?)$/, /^data(_json)?$/],
];

/** The parts of a reference: `data.aws_kms_secrets.orders.plaintext["db"]`, `aws_mq_broker.orders.user[0].password`. */
const REFERENCE =
  /^(?:data\.)?(\w+)\.[\w-]+(?:\[[^\]]*\])?(?:\..*)?\.(\w+)(?:\[(?:"([^"]*)"|[^\]]*)\])?$/;

/** Whether a reference of Terraform, such as `aws_db_instance.orders.password`, is to a secret. */
export function refersToSecret(reference: string): boolean {
  if (reference.startsWith("ephemeral.")) return true;
  const [, type = "", attribute = "", key = ""] = REFERENCE.exec(reference) ?? [];
  return (
    HOLDERS.some(([ofType, held]) => ofType.test(type) && held.test(attribute)) ||
    [attribute, key].some(looksSecret)
  );
}

/** The resource or data source whose parameter a reference takes the value of; undefined for every other reference. */
export function parameterReferredTo(reference: string): string | undefined {
  return /^((?:data\.)?aws_ssm_parameter\.[\w-]+(?:\[[^\]]*\])?)\.value$/.exec(reference)?.[1];
}

/** What the code says of a parameter that Terraform makes or reads; nothing of what only Terraform knows. */
export interface WrittenParameter {
  readonly name?: string;
  /** Of a data source nobody knows it before Terraform has asked. */
  readonly type?: string;
  /** Of a data source: whether a SecureString is asked for in clear. Terraform does so, too, where nothing is said. */
  readonly withDecryption?: boolean;
}

/**
 * Whether the value of a parameter is a secret, as far as the code tells: by its type, by the wish to have it decrypted, or by its
 * name. A value of the type String, such as an image's id, is commonly read, so what is not known is taken for one.
 */
export function isSecretParameter({ name = "", type, withDecryption }: WrittenParameter): boolean {
  if (type === "SecureString" || withDecryption === true) return true;
  if (withDecryption === false) return false;
  if (name.startsWith("/aws/reference/secretsmanager/")) return true;
  return looksSecret(name.split("/").at(-1) ?? "");
}
