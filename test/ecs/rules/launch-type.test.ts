import * as ecsRules from "../../../modules/ecs/rules";
import { itHoldsAtItsBoundaries } from "../support/boundaries";

const FARGATE = "FARGATE";
const EC2 = "EC2";

describe("the rules of launch types", () => {
  itHoldsAtItsBoundaries("modules/ecs/rules/launch-type.ts", ecsRules, {
    ec2Only: {
      accepted: [
        { compatibility: EC2, given: true },
        { compatibility: FARGATE, given: undefined },
        { compatibility: FARGATE, given: false },
        { compatibility: FARGATE, given: [] },
      ],
      refused: [
        [{ compatibility: FARGATE, given: true }, "it on Fargate"],
        [{ compatibility: FARGATE, given: ["10.0.0.2"] }, "it on Fargate"],
        [{ compatibility: FARGATE, given: 0 }, "it on Fargate"],
      ],
    },
    managedInstancesLack: {
      accepted: [
        { compatibility: EC2, given: "host" },
        { compatibility: "MANAGED_INSTANCES", given: undefined },
      ],
      refused: [[{ compatibility: "MANAGED_INSTANCES", given: "host" }, "it on Managed Instances"]],
    },
    outsideAwsvpc: {
      accepted: [
        { networkMode: "awsvpc", given: undefined },
        { networkMode: "bridge", given: "web" },
        { networkMode: "host", given: "web" },
      ],
      refused: [[{ networkMode: "awsvpc", given: "web" }, "it in network mode awsvpc"]],
    },
    bridgeOnly: {
      accepted: [
        { networkMode: "bridge", given: ["db"] },
        { networkMode: "awsvpc", given: [] },
      ],
      refused: [[{ networkMode: "host", given: ["db"] }, "it in network mode host"]],
    },
    windows: {
      accepted: ["LINUX"],
      refused: [["WINDOWS_SERVER_2022_CORE", '"WINDOWS_SERVER_2022_CORE"']],
    },
  });
});
