import { LogDriver, type SecretReference } from "cdktf-ecs-secrets/ecs";
import type { LogPlan } from "./plan";

/** The driver with up to two secrets among its options; Splunk without its token is none. */
export function logDriver(
  driver: LogPlan["driver"],
  secrets: readonly SecretReference[],
): LogDriver | undefined {
  const [first, second] = secrets;
  const named = (a: string, b: string): Readonly<Record<string, SecretReference>> => ({
    ...(first && { [a]: first }),
    ...(second && { [b]: second }),
  });
  switch (driver) {
    case "splunk":
      return (
        first &&
        LogDriver.splunk({
          url: "https://splunk.example.com:8088",
          token: first,
          secretOptions: second && { "splunk-source": second },
        })
      );
    case "awsfirelens":
      return LogDriver.firelens({
        options: { Name: "http" },
        secretOptions: named("Http_Passwd", "Header"),
      });
    case "fluentd":
      return LogDriver.fluentd({ secretOptions: named("fluentd-address", "tag") });
    case "syslog":
      return LogDriver.syslog({ secretOptions: named("syslog-address", "tag") });
  }
}
