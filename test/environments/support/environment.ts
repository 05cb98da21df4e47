import { App, type TerraformStack } from "cdktf";
import { EnvironmentStack, environments, type Environment } from "../../../environments";
import { bareStack } from "../../support/synth";

/** An environment without mistakes, but for what the test says. */
export function environment(parts: Partial<Environment> = {}): Environment {
  return {
    name: "test",
    accountId: "123456789012",
    region: "eu-central-1",
    backend: { kind: "local" },
    tags: { application: "orders" },
    service: {
      image: "public.ecr.aws/nginx/nginx:1.29",
      network: {
        kind: "ids",
        subnetIds: ["subnet-0a1b2c3d"],
        securityGroupIds: ["sg-0a1b2c3d"],
        assignPublicIp: false,
      },
      cpu: 256,
      memoryMiB: 512,
      desiredCount: 1,
    },
    deletionProtection: false,
    keyDeletionWindowDays: 7,
    secretRecoveryWindowDays: 0,
    logRetentionDays: 14,
    revisions: {},
    ...parts,
  };
}

/** The service of {@link environment}, but for what the test says. */
export function service(
  parts: Partial<NonNullable<Environment["service"]>> = {},
): NonNullable<Environment["service"]> {
  const { service: usual } = environment();
  if (!usual) throw new Error("the usual environment has a service");
  return { ...usual, ...parts };
}

/** The stack of an environment, in an app of its own. */
export function stackOf(data: Environment): TerraformStack {
  return new EnvironmentStack(App.of(bareStack("beside")), data);
}

/** One of the environments that exist. */
export function existing(name: string): Environment {
  const found = environments.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no environment ${name}`);
  return found;
}
