import {
  type AwsRequest,
  calls,
  jsonAnswer,
  type Quirk,
  type QuirkFactory,
  readJson,
  succeeded,
  withJson,
} from "../quirk";
import {
  ecsEmptyNetworkConfiguration,
  ecsServiceDefaults,
  ecsServiceTasks,
  ecsSteadyState,
} from "./ecs";
import { s3ConditionalDenies, s3EventBridge } from "./s3";
import {
  secretsmanagerDates,
  secretsmanagerMovedCurrent,
  secretsmanagerReplicaKeys,
  secretsmanagerRotation,
  secretsmanagerStagingLabels,
} from "./secretsmanager";

/**
 * All quirks of the emulator. The list may only shrink: what AWS does beyond the calls named here is the emulator's
 * business, and a quirk goes as soon as its test says that the emulator does without.
 */
export const QUIRKS: readonly QuirkFactory[] = [
  autoscalingTags,
  ecsServiceDefaults,
  ecsEmptyNetworkConfiguration,
  ecsSteadyState,
  ecsServiceTasks,
  ec2DefaultRoute,
  iamSimulation,
  kmsRotationPeriod,
  lambdaInvocation,
  s3ConditionalDenies,
  s3EventBridge,
  secretsmanagerDates,
  secretsmanagerMovedCurrent,
  secretsmanagerReplicaKeys,
  secretsmanagerRotation,
  secretsmanagerStagingLabels,
  stepfunctionsType,
  stepfunctionsValidate,
  stepfunctionsVersions,
];

/** Answers ListTagsForResource of Application Auto Scaling: the modules tag no scalable target. */
export function autoscalingTags(): Quirk {
  return {
    id: "autoscaling-tags",
    why: "moto lacks ListTagsForResource, which the AWS provider calls for every scalable target",
    matches: calls("application-autoscaling", "ListTagsForResource"),
    onRequest: () => jsonAnswer({ Tags: {} }, "1.1"),
  };
}

/** Lets every function succeed without running it: here a one-off task is never started. */
export function lambdaInvocation(): Quirk {
  return {
    id: "lambda-invocation",
    why: "moto runs functions in Docker containers, which most machines that it runs on do not have",
    matches: ({ service, method, path }) =>
      service === "lambda" && method === "POST" && /\/functions\/[^/]+\/invocations/.test(path),
    onRequest: () => ({
      status: 200,
      headers: { "content-type": "application/json" },
      body: Buffer.from("null"),
    }),
  };
}

/** The addresses of the default VPC, on AWS and in the emulator. */
const OWN = "<destinationCidrBlock>172.31.0.0/16</destinationCidrBlock>";
const ALL = "<destinationCidrBlock>0.0.0.0/0</destinationCidrBlock>";
const ROUTE = `<item>${ALL}<gatewayId>igw-0default</gatewayId><state>active</state><origin>CreateRoute</origin></item>`;

/**
 * Gives the default VPC its way out.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
 */
export function ec2DefaultRoute(): Quirk {
  return {
    id: "ec2-default-route",
    why: "moto's default VPC has no route to the internet, so every service in it looks cut off",
    matches: calls("ec2", "DescribeRouteTables"),
    onResponse: (_request, response) => {
      if (!succeeded(response)) return response;
      const body = response.body
        .toString("utf8")
        .replace(/<routeSet>.*?<\/routeSet>/gs, (routes) =>
          routes.includes(OWN) && !routes.includes(ALL)
            ? routes.replace("</routeSet>", `${ROUTE}</routeSet>`)
            : routes,
        );
      return { ...response, body: Buffer.from(body) };
    },
  };
}

const REFUSED = `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No simulation here.</Message></Error>
</ErrorResponse>`;

/** Refuses IAM's policy simulation, as AWS does to those who may not use it. */
export function iamSimulation(): Quirk {
  return {
    id: "iam-simulation",
    why: "moto lacks SimulatePrincipalPolicy and breaks down over it, so that clients ask again and again",
    matches: calls("iam", "SimulatePrincipalPolicy"),
    onRequest: () => ({
      status: 403,
      headers: { "content-type": "text/xml" },
      body: Buffer.from(REFUSED),
    }),
  };
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
const AWS_DEFAULT_DAYS = 365;

/** Remembers how often a key is to be rotated. */
export function kmsRotationPeriod(): Quirk {
  const days = new Map<string, unknown>();
  return {
    id: "kms-rotation-period",
    why: "moto forgets RotationPeriodInDays, so every plan after the first wants to set it again",
    matches: calls("kms", "EnableKeyRotation", "GetKeyRotationStatus"),
    onResponse: (request, response) => {
      if (!succeeded(response)) return response;
      const key = keyId(request);
      if (request.operation === "EnableKeyRotation") {
        days.set(key, readJson(request)["RotationPeriodInDays"] ?? AWS_DEFAULT_DAYS);
        return response;
      }
      const status = readJson(response);
      if (status["KeyRotationEnabled"] !== true) return response;
      return withJson(response, {
        ...status,
        RotationPeriodInDays: days.get(key) ?? AWS_DEFAULT_DAYS,
      });
    },
  };
}

/** A key is named by its id or by its ARN, which ends with the id. */
function keyId(request: AwsRequest): string {
  const name = String(readJson(request)["KeyId"]);
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Remembers the type of a state machine. */
export function stepfunctionsType(): Quirk {
  const types = new Map<string, unknown>();
  return {
    id: "stepfunctions-type",
    why: "moto describes an EXPRESS state machine as STANDARD, so every plan wants to replace it",
    matches: calls("states", "CreateStateMachine", "DescribeStateMachine"),
    onResponse: (request, response) => {
      if (!succeeded(response)) return response;
      const answer = readJson(response);
      const arn = String(answer["stateMachineArn"]);
      if (request.operation === "CreateStateMachine") {
        types.set(arn, readJson(request)["type"] ?? "STANDARD");
        return response;
      }
      return withJson(response, { ...answer, type: types.get(arn) ?? answer["type"] });
    },
  };
}

/** Answers ValidateStateMachineDefinition, which the AWS provider calls in every plan. */
export function stepfunctionsValidate(): Quirk {
  return {
    id: "stepfunctions-validate",
    why: "moto lacks ValidateStateMachineDefinition, without which a state machine cannot be planned",
    matches: calls("states", "ValidateStateMachineDefinition"),
    onRequest: (request) => {
      const problem = problemOf(readJson(request)["definition"]);
      const diagnostics =
        problem === undefined
          ? []
          : [{ severity: "ERROR", code: "INVALID_JSON_DESCRIPTION", message: problem }];
      return jsonAnswer(
        { result: problem === undefined ? "OK" : "FAIL", diagnostics, truncated: false },
        "1.0",
      );
    },
  };
}

/** JSON or not is all that is judged here: the language itself is the business of the definition's own test. */
function problemOf(definition: unknown): string | undefined {
  try {
    JSON.parse(String(definition));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Answers ListStateMachineVersions: we publish no versions. */
export function stepfunctionsVersions(): Quirk {
  return {
    id: "stepfunctions-versions",
    why: "moto lacks ListStateMachineVersions, which the AWS provider calls to read a state machine",
    matches: calls("states", "ListStateMachineVersions"),
    onRequest: () => jsonAnswer({ stateMachineVersions: [] }, "1.0"),
  };
}
