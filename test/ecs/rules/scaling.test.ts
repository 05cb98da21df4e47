import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const quoted = <T>(...values: readonly T[]): (readonly [T, string])[] =>
  values.map((value) => [value, JSON.stringify(value)] as const);
const BALANCER =
  "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/0123456789abcdef";

describe("the rules of scaling", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/scaling.ts", ecsRules, {
    scalingRange: {
      accepted: [
        { min: 0, max: 0, desired: 0 },
        { min: 1, max: 5000, desired: 5000 },
      ],
      refused: [
        [{ min: -1, max: 2, desired: 1 }, "-1 to 2 with 1"],
        [{ min: 1, max: 5001, desired: 1 }, "1 to 5001 with 1"],
        [{ min: 1.5, max: 2, desired: 2 }, "1.5 to 2 with 2"],
        [{ min: 3, max: 2, desired: 3 }, "3 to 2 with 3"],
        [{ min: 2, max: 4, desired: 1 }, "2 to 4 with 1"],
        [{ min: 2, max: 4, desired: 5 }, "2 to 4 with 5"],
      ],
    },
    scalingTargets: { accepted: [1, 3], refused: [[0, "none"]] },
    scalingPercent: { accepted: [0.5, 100], refused: quoted(0, 100.5) },
    scalingRequests: { accepted: [0.5, 100_000], refused: quoted(0, -1) },
    scalingLoadBalancer: {
      accepted: [BALANCER],
      refused: quoted("web", BALANCER.replace("/app/", "/net/")),
    },
    scalingCooldown: { accepted: [0, 300], refused: quoted(-1, 0.5) },
  });
});
