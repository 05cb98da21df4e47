import { defineRule } from "../../core";
import { isUnresolved } from "../../core/internal";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";

export const scalingRange = defineRule<{
  readonly min: number;
  readonly max: number;
  readonly desired: number;
}>({
  id: "ecs-scaling-range",
  demands:
    "be whole numbers from 0 to 5000, the maximum not below the minimum, with `desiredCount` between",
  source:
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html",
  remedy: "The desired count is only the number to begin with: left out it is the minimum.",
  broken: ({ min, max, desired }) => {
    const known = [min, max, desired].filter((value) => !isUnresolved(value));
    const shown = `${min} to ${max} with ${desired}`;
    if (known.some((value) => !Number.isInteger(value) || value < 0 || value > 5000)) return shown;
    if (known.length < 3) return false;
    return (max < min || desired < min || desired > max) && shown;
  },
});

export const scalingTargets = defineRule<number>({
  id: "ecs-scaling-targets",
  demands: "name at least one target: nothing would scale the service",
  source: `${GUIDE}/service-autoscaling-targettracking.html`,
  remedy: "Set `cpuPercent`, `memoryPercent` or `requests`.",
  broken: (count) => count === 0 && "none",
});

export const scalingPercent = defineRule<number>({
  id: "ecs-scaling-percent",
  demands: "be above 0 and at most 100",
  source: `${GUIDE}/service-autoscaling-targettracking.html`,
  remedy: "60 leaves room for what comes while new tasks start.",
  broken: (percent) => !(percent > 0 && percent <= 100),
});

export const scalingRequests = defineRule<number>({
  id: "ecs-scaling-requests",
  demands: "be above 0",
  source:
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html",
  remedy: "It is the number of requests that a task gets in a minute.",
  broken: (count) => !(count > 0),
});

export const scalingLoadBalancer = defineRule<string>({
  id: "ecs-scaling-load-balancer-arn",
  demands:
    "be the ARN of an Application Load Balancer (`arn:…:elasticloadbalancing:REGION:ACCOUNT:loadbalancer/app/NAME/ID`)",
  source:
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html",
  remedy: "`aws elbv2 describe-load-balancers --names NAME` prints it.",
  broken: (arn) =>
    !/^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/app\/[\w-]+\/[0-9a-f]+$/.test(
      arn,
    ),
});

export const scalingCooldown = defineRule<number>({
  id: "ecs-scaling-cooldown",
  demands: "be a whole number of seconds from 0",
  source:
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html",
  remedy: "Left out it is 300, the default of Application Auto Scaling for ECS.",
  broken: (seconds) => !Number.isInteger(seconds) || seconds < 0,
});
