import type { Construct } from "constructs";
import { EphemeralResource } from "../terraform-block";
import { given, readObject, text, type PropTable } from "../props";
import { defineRule, isUnresolved } from "../rule";
import { literalText } from "../terraform-json";
import type { SecretShape, WrittenValue } from "./written-value";

/** How a random password is drawn. */
export interface GeneratedValueProps {
  /** Characters, 8 to 4096. @default 32 */
  readonly length?: number;
  /** Characters that never occur in it, such as `"@/\\` for a connection string. @default - none */
  readonly excludeCharacters?: string;
  /** Letters and digits only. @default false */
  readonly excludePunctuation?: boolean;
}

const PROPS = {
  length: given,
  excludeCharacters: text,
  excludePunctuation: given,
} satisfies PropTable<GeneratedValueProps>;

const generatedLength = defineRule<number>({
  id: "value-generated-length",
  demands: "be a whole number from 8 to 4096",
  source:
    "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html",
  remedy: "32 is the default.",
  broken: (length) => !Number.isInteger(length) || length < 8 || length > 4096,
});

/** A random password from Secrets Manager; every write draws a new one. */
export class GeneratedValue implements WrittenValue {
  public readonly kind = "written";
  public readonly shape: SecretShape = { kind: "text" };
  public readonly drawsAnew = true;
  public readonly variables = [];
  public readonly leastBytes: number;
  public readonly literal = "";

  public constructor(private readonly props: GeneratedValueProps = {}) {
    const { length = 32 } = props;
    this.leastBytes = isUnresolved(length) ? 0 : length;
  }

  public bind(scope: Construct): string {
    const props = readObject(scope, "value", PROPS, this.props);
    const { length = 32, excludeCharacters, excludePunctuation } = props;
    generatedLength.enforce(scope, "value", length);
    const password = new EphemeralResource(scope, "generated", {
      type: "aws_secretsmanager_random_password",
      arguments: {
        password_length: length,
        exclude_characters: literalText(excludeCharacters),
        exclude_punctuation: excludePunctuation,
      },
    });
    return password.attribute("random_password");
  }
}
