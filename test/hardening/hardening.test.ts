import type { EcsService } from "cdktf-ecs-secrets/ecs";
import { existing, stackOf } from "../environments/support/environment";
import { synth } from "../support/synth";
import { failures, looksAt, resourcesOf, type Resources } from "./support/check";
import { checks } from "./support/checks";
import { asDefault, hardened, IMAGE } from "./support/samples";

const stacks = {
  asDefault: resourcesOf(synth(asDefault())),
  hardened: resourcesOf(synth(hardened())),
  production: resourcesOf(synth(stackOf(existing("production")))),
};

const named = checks.map((check) => [check.ids.join(" "), check] as const);
const byDefault = named.filter(([, { option }]) => option === undefined);
const byOption = named.filter(([, { option }]) => option !== undefined);

describe("what a scanner asks", () => {
  it("is asked of a task that mounts a file system", () => {
    for (const resources of [stacks.asDefault, stacks.hardened])
      expect(JSON.stringify(resources["aws_ecs_task_definition"])).toContain("efs_volume_config");
  });

  it.each(byDefault)("%s: holds by default, and in production", (_, check) => {
    expect(looksAt(check, stacks.asDefault).size).toBeGreaterThan(0);
    expect(failures(check, stacks.asDefault)).toEqual([]);
    expect(failures(check, stacks.production)).toEqual([]);
  });

  it.each(byOption)("%s: does not hold without the option", (_, check) => {
    const { size } = looksAt(check, stacks.asDefault);
    expect(size === 0 || failures(check, stacks.asDefault).length > 0).toBe(true);
  });

  it.each(named)("%s: holds where every option is set", (_, check) => {
    expect(looksAt(check, stacks.hardened).size).toBeGreaterThan(0);
    expect(failures(check, stacks.hardened)).toEqual([]);
  });

  it.each(named)("%s: is seen when it does not hold", (_, check) => {
    const resources: Resources = structuredClone(stacks.hardened);
    const [body] = looksAt(check, resources).values();
    check.spoil(body ?? {}, resources);
    expect(failures(check, resources)).not.toEqual([]);
  });

  it.each(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "DB_PASSWORD", "API_KEY", "private_key"])(
    "ECS.8 AWS-0036: a plain variable %s is refused at synthesis",
    (name) => {
      const service = asDefault().node.findChild("service") as EcsService;
      const environment = { [name]: "some text" };
      const adding = (): unknown => service.addContainer("other", { image: IMAGE, environment });
      expect(adding).toThrow(`\`environment.${name}\` must hold no secret`);
    },
  );
});
