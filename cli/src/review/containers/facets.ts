import { parameterNameOf, parseArn } from "../../../../modules/facts";
import {
  changeAt,
  holdsExpression,
  isObject,
  isParameterName,
  type JsonObject,
  listIn,
  objectIn,
  own,
  type Plan,
  type StackInput,
  textIn,
} from "../plan";
import { comparable } from "./task-definition";

/** One thing that a container definition says. */
export interface Facet {
  /** Equal where nothing changes. May hold values, so it is never shown. */
  readonly value: string;
  /** What of the value may be shown: a tag, the source of a secret. @default - nothing */
  readonly shown?: string;
  /** Whether `shown` is where the value comes from. */
  readonly isSource: boolean;
  /** Whether it is worth a line where the whole container comes or goes. */
  readonly telling: boolean;
  /** Whether only the apply tells the value. */
  readonly unknown: boolean;
}

/** Names that people give to variables, log options and the like. */
const NAME = /^[A-Za-z0-9_./-]{1,255}$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+:[0-9a-f]{32,}$/;

/**
 * Everything that a normalized container definition says, by what it is called in a review.
 *
 * @param recovered whether it comes from a configuration, where `${…}` is an expression and not a text
 */
export function facetsOf(
  container: JsonObject,
  input: StackInput,
  recovered: boolean,
): ReadonlyMap<string, Facet> {
  const facets = new Map<string, Facet>();
  const add: Add = (label, value, { telling = false, shown } = {}) => {
    const unknown = recovered && holdsExpression(value);
    facets.set(label, { value, unknown, telling, isSource: false, ...(shown ? { shown } : {}) });
  };
  const addSource = (label: string, valueFrom: string): void => {
    const shown = describeSource(valueFrom, input);
    // Of a secret that is made anew the ARN is unknown or another one; the name is what people know it by.
    const isNamed = holdsExpression(valueFrom) || namesSource(valueFrom, input.plan);
    const value = isNamed ? shown : valueFrom;
    facets.set(label, { value, shown, isSource: true, telling: true, unknown: false });
  };
  const { environment, secrets, environmentFiles, image, logConfiguration, name, ...others } =
    container;
  void name;
  addImage(textIn(image), add);
  for (const variable of listIn(environment)) {
    const value = textIn(own(variable, "value")) ?? "";
    add(`variable ${nameOf(variable)}`, value, { telling: true });
  }
  for (const secret of listIn(secrets)) {
    addSource(`secret ${nameOf(secret)}`, textIn(own(secret, "valueFrom")) ?? "");
  }
  for (const file of listIn(environmentFiles)) {
    const source = describeSource(textIn(own(file, "value")) ?? "", input);
    add(`environment file ${source}`, source, { telling: true });
  }
  const { options, secretOptions, logDriver } = objectIn(logConfiguration);
  if (logDriver !== undefined) add("log driver", comparable(logDriver));
  for (const [option, value] of Object.entries(objectIn(options))) {
    add(`log option ${showable(option)}`, comparable(value));
  }
  for (const option of listIn(secretOptions)) {
    addSource(`secret log option ${nameOf(option)}`, textIn(own(option, "valueFrom")) ?? "");
  }
  for (const [field, value] of Object.entries(others)) {
    const login = field === "repositoryCredentials" && own(value, "credentialsParameter");
    if (typeof login === "string") addSource("registry login", login);
    else add(showable(field), comparable(value));
  }
  return facets;
}

/** Notes a facet by what it is called. */
type Add = (
  label: string,
  value: string,
  more?: { readonly telling?: boolean; readonly shown?: string | undefined },
) => void;

function addImage(image: string | undefined, add: Add): void {
  if (image === undefined) return;
  const [withTag = "", digest] = image.split("@");
  // A colon of a registry's port, or within an expression, starts no tag.
  const colon = withTag.lastIndexOf(":");
  const tagged = colon > Math.max(withTag.lastIndexOf("/"), withTag.lastIndexOf("}"));
  const repository = tagged ? withTag.slice(0, colon) : withTag;
  const tag = tagged ? withTag.slice(colon + 1) : "latest";
  add("image repository", repository);
  if (digest !== undefined) add("image digest", digest, { telling: true });
  const known = tagged || !holdsExpression(repository);
  if (known && (tagged || digest === undefined)) {
    // What else stands around an `@` is no digest, and `user:password` in front of it no tag.
    const isTag = TAG.test(tag) && (digest === undefined || DIGEST.test(digest));
    add("image", tag, { telling: true, shown: isTag ? tag : undefined });
  }
}

function nameOf(entry: unknown): string {
  return showable(textIn(own(entry, "name")) ?? "");
}

function showable(name: string): string {
  return NAME.test(name) ? name : "with a name that cannot be shown";
}

/**
 * What AWS or its provider fills in where a definition says nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
const DEFAULTS: JsonObject = {
  cpu: 0,
  disableNetworking: false,
  essential: true,
  interactive: false,
  privileged: false,
  pseudoTerminal: false,
  readonlyRootFilesystem: false,
  versionConsistency: "enabled",
};

const HEALTH_CHECK: JsonObject = { interval: 30, retries: 3, timeout: 5 };
const MOUNT_POINT: JsonObject = { readOnly: false };

/** Lists whose order says something. */
const ORDERED = ["command", "entryPoint", "dnsSearchDomains", "dnsServers", "links"];

/** A container definition without what is as it would be anyway, its lists in one order. */
export function normalizeContainer(
  container: JsonObject,
  networkMode: string | undefined,
): JsonObject {
  const entries = Object.entries(withoutDefaults(container, DEFAULTS)).map(([name, value]) => {
    return [name, normalizePart(name, value, networkMode)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => !isEmpty(value)));
}

function normalizePart(name: string, value: unknown, networkMode: string | undefined): unknown {
  if (name === "portMappings")
    return sorted(listIn(value).map((port) => openPort(port, networkMode)));
  if (name === "mountPoints") {
    return sorted(listIn(value).map((mount) => withoutDefaults(mount, MOUNT_POINT)));
  }
  if (name === "healthCheck") return withoutDefaults(value, HEALTH_CHECK);
  if (Array.isArray(value) && !ORDERED.includes(name)) {
    return sorted(value.map((part) => withoutDefaults(part, {})));
  }
  return isObject(value) ? withoutDefaults(value, {}) : value;
}

/** With `awsvpc` and `host` a port of the host is the container's; only the provider writes it down. */
function openPort(port: unknown, networkMode: string | undefined): unknown {
  if (!isObject(port)) return port;
  const same = networkMode === "awsvpc" || networkMode === "host";
  const host = same ? port["containerPort"] : 0;
  return withoutDefaults(port, { hostPort: host, protocol: "tcp" });
}

function withoutDefaults(value: unknown, defaults: JsonObject): JsonObject {
  if (!isObject(value)) return { value };
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name, part]) =>
        !isEmpty(part) && !(Object.hasOwn(defaults, name) && defaults[name] === part),
    ),
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function sorted(list: readonly unknown[]): readonly unknown[] {
  return [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Everything that names and ARNs of secrets are made of. */
const SHOWABLE = /^[A-Za-z0-9/_+=.@:-]{1,1200}$/;

/** What a `valueFrom` names, as reports show it, and which part and version of it. */
interface Source {
  readonly title: string;
  /** Key of the JSON, stage and id of the version, as far as they are given. */
  readonly selectors: readonly string[];
}

const STORES_OF_ARNS = ["secretsmanager", "ssm", "s3"];
const UNSHOWN: Source = { title: "a source that cannot be shown", selectors: [] };

/**
 * What a `valueFrom` names, as reports show it: `secret orders/dev/db · password`, `parameter /orders/dev/api-key`,
 * `object bucket/app.env`.
 */
export function describeSource(valueFrom: string, input: StackInput): string {
  const { title, selectors } = sourceOf(valueFrom, input);
  return [title, ...selectors].join(" · ");
}

/** The same without the part and version of a secret. */
export function titleOfSource(valueFrom: string, input: StackInput): string {
  return sourceOf(valueFrom, input).title;
}

/**
 * Whether a `valueFrom` names where a secret is. What is neither an ARN of a store nor the name of a parameter that is known
 * may be the value itself, put there by mistake.
 */
export function namesSource(valueFrom: string, plan: Plan): boolean {
  const arn = parseArn(valueFrom);
  if (arn) return STORES_OF_ARNS.includes(arn.service);
  return /^s3:\/\/[a-z0-9.-]{3,63}\/./.test(valueFrom) || isParameterName(valueFrom, plan);
}

/** Puts in what the plan knows of the resources that a text refers to; a secret without an ARN yet has its name. */
function sourceOf(valueFrom: string, { plan }: StackInput): Source {
  if (!holdsExpression(valueFrom)) return known(valueFrom, plan);
  const [, type = "", name = "", attribute = "", rest = ""] =
    /^\$\{([a-z0-9_]+)\.([A-Za-z0-9_-]+)\.([a-z_]+)\}(.*)$/.exec(valueFrom) ?? [];
  const address = `${type}.${name}`;
  const after = changeAt(plan, address)?.after;
  const value = isObject(after) ? after[attribute] : undefined;
  if (typeof value === "string") return known(`${value}${rest}`, plan);
  const named = textIn(after?.["name"]);
  if (named === undefined || !SHOWABLE.test(`${named}${rest}`)) return UNSHOWN;
  if (type === "aws_ssm_parameter") return known(named, plan);
  return type === "aws_secretsmanager_secret"
    ? { title: `secret ${named}`, selectors: given(rest.split(":")) }
    : UNSHOWN;
}

function known(valueFrom: string, plan: Plan): Source {
  const titled = (title: string): Source => ({ title, selectors: [] });
  if (!SHOWABLE.test(valueFrom) || !namesSource(valueFrom, plan)) return UNSHOWN;
  const arn = parseArn(valueFrom);
  if (!arn) return titled(`parameter ${valueFrom}`);
  const { service, region, account, resource } = arn;
  if (service === "s3") return titled(`object ${resource}`);
  if (service === "ssm") return titled(`parameter ${parameterNameOf(resource)}`);
  const [kind, id = "", ...selectors] = resource.split(":");
  if (service !== "secretsmanager" || kind !== "secret") return titled(valueFrom);
  const named = id.replace(/-(?:[A-Za-z0-9]{6}|\?{6})$/, "");
  if (named === "") return titled(`secret of ${account} in ${region}`);
  return { title: `secret ${named}`, selectors: given(selectors) };
}

/** `json-key:version-stage:version-id` without its empty parts. */
function given(selectors: readonly string[]): readonly string[] {
  return selectors.filter((part) => part !== "");
}
