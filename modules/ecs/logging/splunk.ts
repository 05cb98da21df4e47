import { given, oneOf, TEXT, type Words, recordOf } from "../../core/internal";
import type { IResolvable } from "cdktf";
import type { ILogDriver, SecretReference } from "../delivery";
import { compressionLevel, splunkToken, splunkUrl } from "../rules";
import { BASE_NAMES, dockerDriver, type BaseLogOptions, type OptionNames } from "./options-driver";

/** Options of the `splunk` driver, which sends to Splunk's HTTP Event Collector. */
export interface SplunkOptions extends BaseLogOptions {
  /** Scheme, host and port of the collector, such as `https://splunk.example.com:8088`. */
  readonly url: string;
  /** The collector's token. */
  readonly token: SecretReference;
  /** Source of the events. @default - none */
  readonly source?: string;
  /** Source type of the events. @default - none */
  readonly sourceType?: string;
  /** Index of the events. @default - the token's */
  readonly index?: string;
  /** Path of the root certificate, on the instance. @default - the system's certificates */
  readonly caPath?: string;
  /** Name that the server's certificate must have. @default - the host of `url` */
  readonly caName?: string;
  /** Whether any certificate of the server is accepted. @default false */
  readonly insecureSkipVerify?: boolean | IResolvable;
  /** @default "inline" */
  readonly format?: "inline" | "json" | "raw";
  /** Whether the container only starts when Splunk answers. @default true */
  readonly verifyConnection?: boolean | IResolvable;
  /** @default false */
  readonly gzip?: boolean | IResolvable;
  /** -1 to 9. @default -1, gzip's own */
  readonly gzipLevel?: number;
  /** Whether the token is one with index acknowledgment. @default false */
  readonly indexAcknowledgment?: boolean | IResolvable;
}

const NAMES: OptionNames<Omit<SplunkOptions, "token">> = {
  ...BASE_NAMES,
  url: "splunk-url",
  source: "splunk-source",
  sourceType: "splunk-sourcetype",
  index: "splunk-index",
  caPath: "splunk-capath",
  caName: "splunk-caname",
  insecureSkipVerify: "splunk-insecureskipverify",
  format: "splunk-format",
  verifyConnection: "splunk-verify-connection",
  gzip: "splunk-gzip",
  gzipLevel: "splunk-gzip-level",
  indexAcknowledgment: "splunk-index-acknowledgment",
};

/** Splunk's HTTP Event Collector. */
export function splunk(input: SplunkOptions): ILogDriver {
  const { token, ...options } = recordOf(input);
  // Synthesis runs without a type checker, so an option that is mandatory may still be missing.
  const hasToken = (token as SecretReference | undefined) !== undefined;
  const { url = "" }: Partial<SplunkOptions> = options;
  return dockerDriver("splunk", NAMES, options, {
    readers: {
      format: oneOf(given(TEXT), { inline: true, json: true, raw: true } satisfies Words<
        NonNullable<SplunkOptions["format"]>
      >),
    },
    secretOptions: hasToken ? { "splunk-token": token } : {},
    check: (container) => {
      splunkToken.enforce(container, "logging.token", hasToken);
      splunkUrl.enforce(container, "logging.url", url);
      compressionLevel.enforce(container, "logging.gzipLevel", options.gzipLevel);
    },
  });
}
