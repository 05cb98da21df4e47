import { Tokenization } from "cdktf";

/** Attributes that say which resource it is, never what it holds. */
const POINTER =
  /^(data\.)?aws_(\w+\.[\w-]+\.arn|(secretsmanager_secret|ssm_parameter)\.[\w-]+\.(id|name))$/;

/** Whether a string token is the ARN of a resource, or the name of a secret or parameter: `aws_kms_key.orders.arn`. */
export function isResourcePointer(token: string): boolean {
  const { firstToken } = Tokenization.reverseString(token);
  // What a reference refers to is known before it can be resolved, which takes a stack.
  return (
    firstToken !== null &&
    firstToken !== undefined &&
    "identifier" in firstToken &&
    typeof firstToken.identifier === "string" &&
    POINTER.test(firstToken.identifier)
  );
}
