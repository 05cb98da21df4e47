import * as rules from "../../modules/redeployment/rules";
import { itHoldsAtItsBoundaries } from "../ecs/support/boundaries";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms";

describe("the rules of redeployment", () => {
  itHoldsAtItsBoundaries("modules/redeployment/rules.ts", rules, {
    settleTimeKnown: { accepted: [true], refused: [[false, "what only Terraform knows"]] },
    patternSize: { accepted: [1, 2048], refused: [[2049, "2049"]] },
    alarmActions: {
      accepted: [
        [],
        [TOPIC],
        ["arn:aws:automate:eu-central-1:ec2:stop"],
        [TOPIC, TOPIC, TOPIC, TOPIC, TOPIC],
      ],
      refused: [
        [["alarms"], '"alarms"'],
        [[TOPIC, ""], '""'],
        [Array.from({ length: 6 }, () => TOPIC), "6"],
      ],
    },
    settleTime: {
      accepted: [10, 60, 3600],
      refused: [
        [9, "9"],
        [3601, "3601"],
        [60.5, "60.5"],
      ],
    },
    servicesGiven: { accepted: [1, 20], refused: [[0, "none"]] },
    somethingWatched: {
      accepted: [{ service: "test/web", watched: 1 }],
      refused: [[{ service: "test/web", watched: 0 }, "test/web, which reads none"]],
    },
  });
});
