import { spawnSync } from "node:child_process";
import { findOnPath } from "../../cli/src/terraform/binary";
import { locateProviderMirror } from "../../cli/src/terraform/provider-mirror";

// The SDK warns on Node 20, which we support.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

/** A part of the real world that a test runs against. */
export type Requirement = "terraform" | "emulator" | "provider" | "aws";

interface Part {
  isThere(): boolean;
  /** What to install, or to set, when it is not. */
  readonly install: string;
}

/** The version of the AWS provider that the tests run. */
export const PROVIDER_VERSION = "5.100.0";

const PARTS: Readonly<Record<Requirement, Part>> = {
  terraform: {
    isThere: () =>
      [process.env["TERRAFORM_BINARY_NAME"], "terraform", "tofu"].some(
        (name) => name !== undefined && name !== "" && findOnPath(name) !== undefined,
      ),
    install: "install Terraform >= 1.11: https://developer.hashicorp.com/terraform/install",
  },
  emulator: {
    isThere: () =>
      ["moto_server", "uvx", "pipx"].some((name) => findOnPath(name) !== undefined) ||
      succeeds("python3", ["-c", "import moto.server"]) ||
      succeeds("docker", ["info"]),
    install: "pip install 'moto[server]==5.2.1'",
  },
  aws: {
    // Older ones do not know AWS_ENDPOINT_URL and would call the real AWS.
    isThere: () =>
      /^aws-cli\/(1\.(29|[3-9]\d)|2\.(1[3-9]|[2-9]\d))\./.test(output("aws", ["--version"])),
    install:
      "install the AWS CLI >= 2.13: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
  },
  provider: {
    isThere: () =>
      locateProviderMirror({ wantedVersion: PROVIDER_VERSION }) !== undefined || reachesRegistry(),
    install: `fill a provider mirror with hashicorp/aws ${PROVIDER_VERSION} and name it: ECS_SECRETS_PROVIDER_MIRROR`,
  },
};

const known = new Map<Requirement, boolean>();

/**
 * A `describe` whose tests need parts of the real world.
 *
 * In CI a missing part is a failure, because a suite that skips itself proves nothing; elsewhere it is a skip that
 * says what to install.
 */
export function describeWith(
  name: string,
  requirements: readonly Requirement[],
  tests: () => void,
): void {
  const missing = requirements.filter((requirement) => !isThere(requirement));
  if (missing.length === 0) {
    describe(name, tests);
    return;
  }
  const needs = missing.map((part) => `needs ${part}: ${PARTS[part].install}`);
  if (isCi()) {
    describe(name, () => {
      it("has what it needs", () => {
        throw new Error(needs.join("\n"));
      });
    });
    return;
  }
  process.stderr.write(`skipped: ${name}\n${needs.map((need) => `  ${need}\n`).join("")}`);
  describe.skip(name, tests);
}

function isThere(requirement: Requirement): boolean {
  const found = known.get(requirement) ?? PARTS[requirement].isThere();
  known.set(requirement, found);
  return found;
}

function isCi(): boolean {
  const ci = process.env["CI"] ?? "";
  return ci !== "" && ci !== "0" && ci !== "false";
}

/** In a process of its own, because what a test file describes is decided without waiting. */
function reachesRegistry(): boolean {
  const address = "https://registry.terraform.io/.well-known/terraform.json";
  const script = `fetch(${JSON.stringify(address)}).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return succeeds(process.execPath, ["-e", script]);
}

function output(command: string, args: readonly string[]): string {
  const { stdout } = spawnSync(command, args, { encoding: "utf8", timeout: 10_000 });
  return stdout ?? "";
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore", timeout: 10_000 }).status === 0;
}
