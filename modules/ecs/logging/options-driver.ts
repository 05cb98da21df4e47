import { Fn, Token, type IResolvable } from "cdktf";
import type { Construct } from "constructs";
import type { Json } from "../../core";
import {
  oneOf,
  type Words,
  recordOf,
  checkType,
  eitherType,
  given as asGiven,
  jsonEmbedded,
  knownMap,
  listType,
  readObject,
  TEXT,
  textOf,
  type PropReader,
  type WordReader,
} from "../../core/internal";
import {
  featuresOf,
  guardLogOption,
  type ContainerPart,
  type ILogDriver,
  type LogDriverName,
  type PlatformFeature,
  SECRET_REFERENCE,
  type SecretReference,
  type TaskContext,
} from "../delivery";
import { logBufferMode, logBufferSize, logOptionKnown, logOptionUnique } from "../rules";

/** Option of the driver, as Docker calls it → secret. */
export type LogSecretOptions = Readonly<Record<string, SecretReference>>;

/** What every driver takes that hands output over to another program. */
export interface BaseLogOptions {
  /** Further options whose values are secrets, by the names that Docker gives them. @default - none */
  readonly secretOptions?: LogSecretOptions;
  /** Whether the application waits when its output cannot be passed on. @default - the account's setting, else "non-blocking" */
  readonly mode?: "blocking" | "non-blocking";
  /** Memory for output that waits, in mode "non-blocking". @default 10 */
  readonly maxBufferSizeMiB?: number;
  /** Mark of every message, such as `{{.Name}}`. @default - the first 12 characters of the container's id */
  readonly tag?: string;
  /** Docker labels that every message carries. @default - none */
  readonly labels?: readonly string[];
  /** Regular expression for such labels. @default - none */
  readonly labelsRegex?: string;
  /** Variables that every message carries: none that hold secrets. @default - none */
  readonly env?: readonly string[];
  /** Regular expression for such variables. @default - none */
  readonly envRegex?: string;
}

/** What an application does while its output cannot be passed on. */
export const LOG_MODES = { blocking: true, "non-blocking": true } satisfies Words<
  NonNullable<BaseLogOptions["mode"]>
>;

/** A plain option's value as props give it. */
export type PlainOption = string | number | boolean | IResolvable | readonly string[] | undefined;

/** Prop → the driver's name of it, with the unit that its number gets. */
export type OptionNames<Options> = {
  readonly [Prop in Exclude<keyof Options, "secretOptions">]-?:
    string | readonly [name: string, unit: string];
};

/** Names of what {@link BaseLogOptions} holds. */
export const BASE_NAMES: OptionNames<BaseLogOptions> = {
  mode: "mode",
  maxBufferSizeMiB: ["max-buffer-size", "m"],
  tag: "tag",
  labels: "labels",
  labelsRegex: "labels-regex",
  env: "env",
  envRegex: "env-regex",
};

/** How a driver is described to {@link OptionsDriver}. */
export interface OptionsDriverProps {
  readonly driverName: LogDriverName;
  /** Option → value. */
  readonly options: Readonly<Record<string, PlainOption>>;
  /** Option and secret; a name may be there twice, which is refused. */
  readonly secretOptions: readonly (readonly [name: string, secret: SecretReference])[];
  /** Every option that the driver has. @default - any name will do */
  readonly known?: readonly string[];
  /** What the driver itself needs of the platform. @default - nothing */
  readonly features?: readonly PlatformFeature[];
  /** Checks values where the driver is used. @default - none */
  readonly check?: (container: Construct) => void;
}

/** A driver that is nothing but options, plain and secret. */
export class OptionsDriver implements ILogDriver {
  public readonly driverName: LogDriverName;

  public constructor(private readonly props: OptionsDriverProps) {
    this.driverName = props.driverName;
  }

  public bind(container: Construct, task: TaskContext): ContainerPart {
    const { check, features = [] } = this.props;
    check?.(container);
    const options = this.plainOptions(container);
    const secretOptions = this.secretOptions(container, task, Object.keys(options));
    const references = this.props.secretOptions.map(([, reference]) => reference);
    const secretsSince = { feature: "a secret option of a log driver", since: "1.3.0" };
    return {
      fields: {
        logConfiguration: {
          logDriver: this.driverName,
          options: Object.keys(options).length > 0 ? options : undefined,
          secretOptions: secretOptions.length > 0 ? secretOptions : undefined,
        },
      },
      references,
      features: [
        ...features,
        ...(references.length > 0 ? [secretsSince] : []),
        ...featuresOf(references),
      ],
    };
  }

  private plainOptions(container: Construct): Readonly<Record<string, string>> {
    return Object.fromEntries(
      optionTexts(this.props.options).map(([name, text]) => {
        guardLogOption(container, name, text);
        return [name, jsonEmbedded(container, `log-option-${name}`, text)];
      }),
    );
  }

  private secretOptions(container: Construct, task: TaskContext, plain: readonly string[]): Json[] {
    const { known } = this.props;
    const taken = [...plain];
    const entries = [...this.props.secretOptions].sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.map(([name, reference]) => {
      if (known) logOptionKnown.enforce(container, "logging.secretOptions", { name, known });
      logOptionUnique.enforce(container, "logging.secretOptions", { name, taken });
      taken.push(name);
      checkType(container, `logging.secretOptions.${name}`, SECRET_REFERENCE, reference);
      reference.validate(container, `logging.secretOptions.${name}`);
      reference.grantRead(task.executionRole);
      return { name, valueFrom: reference.toJson(container, `secret-option-${name}`) };
    });
  }
}

/** Readers of the options of a driver that take certain words only: each of them has one. */
type WordReaders<Options extends BaseLogOptions> = {
  readonly [
    K in Exclude<keyof Options, keyof BaseLogOptions> as [NonNullable<Options[K]>] extends [string]
      ? string extends NonNullable<Options[K]>
        ? never
        : K
      : never
  ]-?: PropReader & WordReader<NonNullable<Options[K]> & string>;
};

/** A driver of Docker's: options by the names of its documentation. */
export function dockerDriver<Options extends BaseLogOptions>(
  driverName: LogDriverName,
  names: OptionNames<Options>,
  given: Options,
  further: {
    readonly secretOptions?: LogSecretOptions;
    readonly check?: (container: Construct) => void;
    readonly readers: WordReaders<Options>;
  },
): ILogDriver {
  const option = asGiven(eitherType(TEXT, listType(TEXT)));
  const readers: Readonly<Record<string, PropReader>> = {
    ...Object.fromEntries(Object.keys(names).map((prop) => [prop, option])),
    mode: oneOf(option, LOG_MODES),
    secretOptions: knownMap(SECRET_REFERENCE),
    ...(further.readers as object),
  };
  const required = Object.entries(further.secretOptions ?? {});
  const table = Object.entries<OptionNames<Options>[keyof OptionNames<Options>]>(names);
  const plain = new Map<string, PlainOption>(Object.entries(recordOf(given)));
  const options = Object.fromEntries(
    table.map(([prop, name]) => {
      const value = plain.get(prop);
      return typeof name === "string" ? [name, value] : [name[0], withUnit(value, name[1])];
    }),
  );
  return new OptionsDriver({
    driverName,
    options,
    secretOptions: [...required, ...Object.entries(recordOf(given).secretOptions ?? {})],
    known: [...Object.keys(options), ...required.map(([name]) => name)],
    check: (container) => {
      readObject<object>(container, "logging", readers, given);
      checkBuffer(container, given);
      further.check?.(container);
    },
  });
}

/** Holds the buffer for output that waits against the mode, which alone has one. */
export function checkBuffer(
  container: Construct,
  { mode, maxBufferSizeMiB }: Pick<BaseLogOptions, "mode" | "maxBufferSizeMiB">,
): void {
  if (maxBufferSizeMiB === undefined) return;
  const prop = "logging.maxBufferSizeMiB";
  logBufferMode.enforce(container, prop, mode ?? "left out");
  logBufferSize.enforce(container, prop, maxBufferSizeMiB);
}

/** The options that are given, as texts, in one order. */
export function optionTexts(
  options: Readonly<Record<string, PlainOption>>,
): readonly (readonly [name: string, text: string])[] {
  return Object.entries(options)
    .flatMap(([name, value]) => (value === undefined ? [] : [[name, optionText(value)] as const]))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A number with its unit behind it. */
export function withUnit(value: PlainOption, unit: string): string | undefined {
  return value === undefined ? undefined : `${optionText(value)}${unit}`;
}

function optionText(value: Exclude<PlainOption, undefined>): string {
  if (!isList(value)) return textOf(value);
  return Token.isUnresolved(value) ? Fn.join(",", [...value]) : value.map(textOf).join(",");
}

function isList(value: PlainOption): value is readonly string[] {
  return Array.isArray(value);
}
