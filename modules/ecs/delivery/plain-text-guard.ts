import type { IConstruct } from "constructs";
import { allowPlainText, isToldLate, isUnresolved } from "../../core/internal";
import { judgedArguments } from "../../facts";
import { plainTextNoSecret, type PlainTextPlace } from "../rules";

const REFERENCE = "SecretReference.fromSecretsManager(secret)";
const OR_PARAMETER = "(or SecretReference.fromSsmParameter(parameter))";

/** Refuses a variable that holds a secret, by its name or by what it looks like. */
export function guardVariable(container: IConstruct, name: string, text: string): void {
  const instead = `Write \`secrets: { ${key(name)}: ${REFERENCE} }\` ${OR_PARAMETER}`;
  const field = `${container.node.id}.environment.${name}`;
  guard(container, `environment.${name}`, { name, text, instead }, field);
}

/** Refuses a docker label that holds a secret. */
export function guardLabel(container: IConstruct, name: string, text: string): void {
  const instead = `No label can be a reference: write \`secrets: { NAME: ${REFERENCE} }\` for the container that needs it`;
  const field = `${container.node.id}.dockerLabels.${name}`;
  guard(container, `labels.${name}`, { name, text, instead }, field);
}

/** Refuses arguments of a command that hold a secret, also as the value of the option before them. */
export function guardArguments(
  container: IConstruct,
  prop: string,
  texts: readonly string[],
): void {
  const instead = `Write \`secrets: { NAME: ${REFERENCE} }\` ${OR_PARAMETER}, and let the program or a shell read $NAME`;
  for (const [index, text] of judgedArguments(texts).entries()) {
    const field = `${container.node.id}.${prop}[${index}]`;
    guard(container, `${prop}[${index}]`, { text, instead }, field, texts[index]);
  }
}

/** Refuses a plain option of a log driver that holds a secret. */
export function guardLogOption(container: IConstruct, name: string, text: string): void {
  const instead = `Write \`secretOptions: { ${key(name)}: ${REFERENCE} }\` ${OR_PARAMETER}`;
  const field = `${container.node.id}.logConfiguration.options.${name}`;
  guard(container, `logging.${name}`, { name, text, instead }, field);
}

/** Refuses a field of `overrides` that holds a secret; a list's items and its field have one name. */
export function guardOverride(
  container: IConstruct,
  prop: string,
  name: string | undefined,
  text: string,
): void {
  const instead = `Write \`secrets: { NAME: ${REFERENCE} }\` ${OR_PARAMETER}`;
  const place = { ...(name !== undefined && { name }), text, instead };
  guard(container, `overrides.${prop}`, place, `${container.node.id}.${prop}`);
}

/** Refuses an option of a Docker volume that holds a secret, such as `o: "username=…,password=…"`. */
export function guardVolumeOption(
  task: IConstruct,
  prop: string,
  name: string,
  text: string,
): void {
  const instead = "No volume can take a reference: let the volume's driver read it on the instance";
  guard(task, prop, { name, text, instead }, prop);
}

/** @param field where the text stands in the task definition, in the names of ECS */
function guard(
  scope: IConstruct,
  prop: string,
  place: PlainTextPlace,
  field: string,
  text: string = place.text,
): void {
  allowPlainText(scope, prop, field, text);
  // A name that only Terraform knows says nothing: the words are those of its token.
  const { name, ...nameless } = place;
  const judged = isUnresolved(name) ? nameless : place;
  plainTextNoSecret.enforce(scope, prop, judged);
  if (!isToldLate(text)) return;
  plainTextNoSecret.enforceAtSynthesis(scope, prop, () => ({ ...judged, isSynthesized: true }));
}

/** A name as a key of TypeScript. */
function key(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}
