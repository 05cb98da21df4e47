import type { ContainerProps } from "cdktf-ecs-secrets/ecs";
import { synthesizing } from "../support/fixtures";

describe("dependsOn", () => {
  it("takes containers that are added later, and a diamond of them", () => {
    expect(
      synthesizing({
        web: { dependsOn: { left: "START", right: "SUCCESS" } },
        left: { dependsOn: { base: "HEALTHY" } },
        right: { essential: false, dependsOn: { base: "START" } },
        base: { healthCheck: { command: ["CMD", "true"] } },
      }),
    ).not.toThrow();
  });

  it("names a container of the task", () => {
    expect(synthesizing({ web: { dependsOn: { migrations: "START" } }, api: {} })).toThrow(
      '[test/task] `web.dependsOn` must name another container of the task, got "migrations" (the task has api, web). Add the container, or correct the name. [ecs-depends-on-known]',
    );
  });

  it.each<[string, Readonly<Record<string, Partial<ContainerProps>>>, string]>([
    ["itself", { web: { dependsOn: { web: "START" } } }, "web → web"],
    [
      "others",
      {
        admin: { dependsOn: { api: "START" } },
        api: { dependsOn: { cache: "START" } },
        cache: { dependsOn: { api: "START" } },
      },
      "api → cache → api",
    ],
  ])("never leads back through %s", (_what, containers, cycle) => {
    expect(synthesizing(containers)).toThrow(
      new RegExp(
        `\\[test/task\\] \`\\w+\\.dependsOn\` must lead back to no container that waits for it, got ${cycle}\\. Remove one of these dependencies: the task would never start\\. \\[ecs-depends-on-cycle\\]`,
      ),
    );
  });

  it.each<[string, Readonly<Record<string, Partial<ContainerProps>>>, string]>([
    [
      "SUCCESS of an essential container",
      { web: { dependsOn: { init: "SUCCESS" } }, init: {} },
      "SUCCESS of init, which is essential",
    ],
    [
      "HEALTHY without a health check",
      { web: { dependsOn: { cache: "HEALTHY" } }, cache: {} },
      "HEALTHY of cache without healthCheck",
    ],
  ])("refuses %s", (_what, containers, got) => {
    expect(synthesizing(containers)).toThrow(`got ${got}. Set`);
  });
});
