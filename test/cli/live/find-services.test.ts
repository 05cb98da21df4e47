import { findServices, runningTasks, stoppedTasks, type LiveService } from "../../../cli/src/live";
import { awsError } from "../../support/recorded-calls";
import { withAws, type Operations } from "../aws/aws-stub";
import { ECS_ARN, liveService } from "./fixtures";

const CLUSTER = `${ECS_ARN}:cluster/orders`;

/** 23 services and 250 tasks of each, which ECS lists in pages. */
const crowd: Operations = {
  ListServices: ({ nextToken, maxResults }) => {
    const names = Array.from({ length: 23 }, (_, index) => `${ECS_ARN}:service/orders/s${index}`);
    return page("serviceArns", names, nextToken, Math.min(10, Number(maxResults)));
  },
  DescribeServices: ({ services }) => ({
    services: strings(services).map((arn) => ({
      serviceArn: arn,
      serviceName: arn.split("/").pop(),
      clusterArn: CLUSTER,
      status: "ACTIVE",
    })),
  }),
  ListTasks: ({ desiredStatus, nextToken }) => {
    const count = desiredStatus === "RUNNING" ? 250 : 3;
    const arns = Array.from({ length: count }, (_, index) => `${ECS_ARN}:task/orders/${index}`);
    return page("taskArns", arns, nextToken, 100);
  },
  DescribeTasks: ({ tasks }) => ({
    tasks: strings(tasks).map((taskArn) => ({ taskArn, lastStatus: "RUNNING", createdAt: 1.5 })),
  }),
};

describe("finding services and tasks", () => {
  it("turns every page, and describes as many at once as ECS takes", async () => {
    await withAws(crowd, async (clients, calls) => {
      const services = await findServices(clients, { cluster: "orders" });
      const running = await runningTasks(clients, services[0] as LiveService);
      const stopped = await stoppedTasks(clients, services[0] as LiveService);

      expect(new Set(services.map(({ serviceName }) => serviceName)).size).toBe(23);
      expect(services.map(({ clusterName }) => clusterName)).toEqual(Array(23).fill("orders"));
      expect(new Set(running.map(({ taskArn }) => taskArn)).size).toBe(250);
      expect(stopped).toHaveLength(3);
      expect(running[0]?.createdAt).toEqual(new Date(1500));
      expect(sizes(calls.bodies("DescribeServices"), "services")).toEqual([10, 10, 3]);
      expect(sizes(calls.bodies("DescribeTasks"), "tasks")).toEqual([100, 100, 50, 3]);
    });
  });

  it("asks for the tasks of one service of one cluster", async () => {
    await withAws(crowd, async (clients, calls) => {
      await runningTasks(clients, liveService());
      expect(calls.bodies("ListTasks")[0]).toMatchObject({ cluster: CLUSTER, serviceName: "web" });
    });
  });

  it("lists nothing where services are named", async () => {
    await withAws(crowd, async (clients, calls) => {
      const services = await findServices(clients, { cluster: "orders", services: ["web"] });
      expect(services.map(({ serviceName }) => serviceName)).toEqual(["web"]);
      expect(calls.bodies("ListServices")).toEqual([]);
    });
  });

  it("waits where it is throttled", async () => {
    let throttled = 0;
    const impatient = (times: number): Operations => ({
      ...crowd,
      ListServices: (body) => {
        throttled += 1;
        return throttled <= times
          ? awsError("ThrottlingException")
          : (crowd["ListServices"]?.(body) ?? {});
      },
    });
    await withAws(impatient(4), async (clients) => {
      const services = await findServices(clients, { cluster: "orders" });
      expect(services).toHaveLength(23);
      // Four refusals, and then three pages.
      expect(throttled).toBe(7);
    });
  }, 60_000);

  it.each([
    [
      "cluster",
      { ListServices: () => awsError("ClusterNotFoundException") },
      { cluster: "order" },
      "There is no cluster order.",
    ],
    [
      "service",
      {
        DescribeServices: () => ({
          failures: [{ arn: `${ECS_ARN}:service/orders/wbe`, reason: "MISSING" }],
        }),
      },
      { cluster: "orders", services: ["wbe"] },
      "There is no service wbe in the cluster orders.",
    ],
    [
      "deleted service",
      { DescribeServices: () => ({ services: [{ serviceName: "web", status: "INACTIVE" }] }) },
      { cluster: "orders", services: ["web"] },
      "There is no service web in the cluster orders.",
    ],
  ])("says that there is no such %s", async (_what, operations, target, message) => {
    await withAws(operations, async (clients) => {
      await expect(findServices(clients, target)).rejects.toMatchObject({
        name: "UserError",
        message,
        remedy: expect.arrayContaining([expect.stringContaining("list-services")]),
      });
    });
  });
});

function page(
  field: string,
  items: readonly string[],
  nextToken: unknown,
  size: number,
): Readonly<Record<string, unknown>> {
  const start = Number(nextToken ?? 0);
  const end = start + size;
  return {
    [field]: items.slice(start, end),
    ...(end < items.length ? { nextToken: String(end) } : {}),
  };
}

function strings(items: unknown): readonly string[] {
  return Array.isArray(items) ? items.map(String) : [];
}

function sizes(bodies: readonly unknown[], field: string): readonly number[] {
  return bodies.map((body) => strings((body as Readonly<Record<string, unknown>>)[field]).length);
}
