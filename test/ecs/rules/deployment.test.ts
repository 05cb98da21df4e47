import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const quoted = <T>(...values: readonly T[]): (readonly [T, string])[] =>
  values.map((value) => [value, JSON.stringify(value)] as const);

const LAMBDA = "arn:aws:lambda:eu-central-1:123456789012:function:check";
const ELB = "arn:aws:elasticloadbalancing:eu-central-1:123456789012";
const zone = "spread attribute:ecs.availability-zone";
const balanced = { maximumPercent: 200, firstStrategy: undefined, constraints: [] };
const traffic = { type: "BLUE_GREEN", loadBalancers: 0, shifted: 0, serviceConnect: false };

describe("the rules of deployments", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/deployment.ts", ecsRules, {
    deploymentPercents: {
      accepted: [
        { minimum: 0, maximum: 100 },
        { minimum: 99, maximum: 100 },
        { minimum: 100, maximum: 101 },
      ],
      refused: [
        [{ minimum: 100, maximum: 100 }, "100 and 100"],
        [{ minimum: 0, maximum: 99 }, "0 and 99"],
        [{ minimum: -1, maximum: 200 }, "-1 and 200"],
        [{ minimum: 101, maximum: 200 }, "101 and 200"],
        [{ minimum: 50.5, maximum: 200 }, "50.5 and 200"],
      ],
    },
    deploymentRoom: {
      accepted: [
        { desired: 1, minimum: 100, maximum: 200 },
        { desired: 2, minimum: 50, maximum: 100 },
        { desired: 4, minimum: 100, maximum: 125 },
        { desired: 0, minimum: 100, maximum: 200 },
      ],
      refused: [
        [{ desired: 1, minimum: 100, maximum: 150 }, "1 to 1 tasks for a desired count of 1"],
        [{ desired: 1, minimum: 50, maximum: 100 }, "1 to 1 tasks for a desired count of 1"],
        [{ desired: 3, minimum: 100, maximum: 125 }, "3 to 3 tasks for a desired count of 3"],
      ],
    },
    daemonOnly: {
      accepted: [[]],
      refused: [[["desiredCount", "scaling"], "DAEMON with desiredCount, scaling"]],
    },
    controllerLacks: {
      accepted: [{ controller: "EXTERNAL", props: [] }],
      refused: [
        [
          { controller: "CODE_DEPLOY", props: ["serviceConnect", "deploymentAlarms"] },
          "CODE_DEPLOY with deploymentAlarms, serviceConnect",
        ],
      ],
    },
    codeDeployTargetGroup: { accepted: [1], refused: quoted(0, 2) },
    hookStages: {
      accepted: [
        ["PRE_SCALE_UP"],
        ["RECONCILE_SERVICE", "POST_PRODUCTION_TRAFFIC_SHIFT"],
        ["PRE_PRODUCTION_TRAFFIC_SHIFT"],
      ],
      refused: [
        [[], "none"],
        [["BEFORE_INSTALL"], '["BEFORE_INSTALL"]'],
        [["PRE_SCALE_UP", "PRE_SCALE_UP"], '["PRE_SCALE_UP","PRE_SCALE_UP"]'],
      ],
    },
    hookFunction: {
      accepted: [LAMBDA, `${LAMBDA}:live`, `${LAMBDA}:$LATEST`],
      refused: quoted("check", LAMBDA.replace(":function", ""), `${LAMBDA}:`),
    },
    bakeTime: { accepted: [0, 1440], refused: quoted(-1, 1441, 0.5) },
    shiftedPercent: {
      accepted: [
        { percent: 3, least: 3 },
        { percent: 0.1, least: 0.1 },
        { percent: 33.3, least: 3 },
        { percent: 100, least: 3 },
      ],
      refused: [
        [{ percent: 2.9, least: 3 }, "2.9"],
        [{ percent: 0.05, least: 0.1 }, "0.05"],
        [{ percent: 10.05, least: 3 }, "10.05"],
        [{ percent: 100.1, least: 3 }, "100.1"],
      ],
    },
    strategyFields: {
      accepted: [{ type: "LINEAR", props: [] }],
      refused: [[{ type: "ROLLING", props: ["stepPercent"] }, "ROLLING with stepPercent"]],
    },
    strategyTraffic: {
      accepted: [
        traffic,
        { ...traffic, loadBalancers: 2, shifted: 2 },
        { ...traffic, type: "ROLLING", loadBalancers: 2 },
        { ...traffic, type: "LINEAR", serviceConnect: true },
        { ...traffic, type: "CANARY", loadBalancers: 1, shifted: 1 },
      ],
      refused: [
        [
          { ...traffic, loadBalancers: 2, shifted: 1 },
          "BLUE_GREEN with 1 of 2 load balancers and no Service Connect",
        ],
        [
          { ...traffic, type: "ROLLING", loadBalancers: 1, shifted: 1, serviceConnect: true },
          "ROLLING with 1 of 1 load balancers and Service Connect",
        ],
        [
          { ...traffic, type: "CANARY" },
          "CANARY with 0 of 0 load balancers and no Service Connect",
        ],
      ],
    },
    listenerRule: {
      accepted: [
        `${ELB}:listener-rule/app/web/0123456789abcdef/0123456789abcdef/0123456789abcdef`,
        `${ELB}:listener/net/web/0123456789abcdef/0123456789abcdef`,
      ],
      refused: quoted("rule", `${ELB}:targetgroup/web/0123456789abcdef`),
    },
    alarmsGiven: { accepted: [1], refused: [[0, "0"]] },
    rebalancing: {
      accepted: [
        balanced,
        { ...balanced, firstStrategy: zone, constraints: ["attribute:ecs.os-type == linux"] },
      ],
      refused: [
        [{ ...balanced, maximumPercent: 100 }, "it with a maximum of 100"],
        [{ ...balanced, firstStrategy: "random" }, "it with the strategy random"],
        [
          { ...balanced, constraints: ["attribute:ecs.availability-zone == eu-central-1a"] },
          "it with a zone",
        ],
      ],
    },
    providerKnows: {
      accepted: [{ feature: "x", since: "6.4.0", known: true }],
      refused: [
        [{ feature: "x", since: "6.4.0", known: false }, "x, which hashicorp/aws has since 6.4.0"],
      ],
    },
    pipelineOwns: {
      accepted: [[]],
      refused: [[["retainRevisions: false"], "pipeline with retainRevisions: false"]],
    },
    placementStrategy: {
      accepted: [
        { type: "random", field: undefined },
        { type: "binpack", field: "memory" },
        { type: "spread", field: "instanceId" },
        { type: "spread", field: "attribute:ecs.availability-zone" },
      ],
      refused: [
        [{ type: "random", field: "cpu" }, "random cpu"],
        [{ type: "binpack", field: undefined }, "binpack without a field"],
        [{ type: "spread", field: "zone" }, "spread zone"],
        [{ type: "pack", field: "cpu" }, "pack cpu"],
      ],
    },
    placementConstraint: {
      accepted: [
        { type: "distinctInstance", expression: undefined },
        { type: "memberOf", expression: "attribute:ecs.os-type == linux" },
      ],
      refused: [
        [{ type: "distinctInstance", expression: "x" }, "distinctInstance x"],
        [{ type: "memberOf", expression: undefined }, "memberOf without an expression"],
        [{ type: "other", expression: "x" }, "other x"],
      ],
    },
    placementCount: {
      accepted: [{ strategies: 5, constraints: 10 }],
      refused: [
        [{ strategies: 6, constraints: 0 }, "6 and 0"],
        [{ strategies: 0, constraints: 11 }, "0 and 11"],
      ],
    },
    instancesOnly: {
      accepted: [
        { compatibility: "EC2", given: true },
        { compatibility: "FARGATE", given: false },
      ],
      refused: [[{ compatibility: "FARGATE", given: true }, "it on Fargate"]],
    },
  });
});
