import { Volume, type EbsVolumeProps, type TaskDefinition } from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { KEY_ARN } from "../../s3/support";
import { synth, testStack, type Attributes } from "../../support/synth";
import { containerOf, image, serviceIn, taskIn } from "../support/fixtures";
import type { TerraformStack } from "cdktf";

const EC2 = { compatibility: "EC2" } as const;

function volumesOf(stack: TerraformStack): readonly Attributes[] {
  return (synth(stack).only("aws_ecs_task_definition")["volume"] ?? []) as readonly Attributes[];
}

function ebsIn(stack: TerraformStack, props: Partial<EbsVolumeProps> = {}) {
  const encryptionKey = EncryptionKey.fromKeyArn(stack, "volume-key", KEY_ARN);
  return Volume.ebs({ sizeGiB: 10, encryptionKey, ...props });
}

describe("volumes of a task definition", () => {
  it("are none by default", () => {
    const stack = testStack();
    taskIn(stack).addContainer("web", { image });
    expect(volumesOf(stack)).toEqual([]);
  });

  it("are declared by kind, sorted by name", () => {
    // GIVEN
    const stack = testStack();
    // WHEN
    const task = taskIn(stack, {
      ...EC2,
      volumes: {
        shared: Volume.task(),
        host: Volume.host("/var/lib/orders"),
        docker: Volume.docker("local", { type: "nfs" }),
        memory: Volume.tmpfs(16),
      },
    });
    task.addContainer("web", { image });
    // THEN
    const scope = "task";
    expect(volumesOf(stack)).toMatchObject([
      {
        name: "docker",
        docker_volume_configuration: { scope, driver: "local", driver_opts: { type: "nfs" } },
      },
      { name: "host", host_path: "/var/lib/orders" },
      {
        name: "memory",
        docker_volume_configuration: {
          scope,
          driver: "local",
          driver_opts: { type: "tmpfs", device: "tmpfs", o: "size=16m,nodev,noexec,nosuid" },
        },
      },
      { name: "shared" },
    ]);
  });

  it("can be added later, and are mounted where a container says, writable unless it says otherwise", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack);
    // WHEN
    task.addContainer("web", {
      image,
      mounts: { "/run/b": { volume: "later" }, "/run/a": { volume: "later", readOnly: true } },
    });
    task.addVolume("later", Volume.task());
    // THEN
    expect(volumesOf(stack)).toMatchObject([{ name: "later" }]);
    expect(containerOf(stack)["mountPoints"]).toEqual([
      { sourceVolume: "later", containerPath: "/run/a", readOnly: true },
      { sourceVolume: "later", containerPath: "/run/b", readOnly: false },
    ]);
  });

  it("must be known by the name that a container mounts", () => {
    // GIVEN
    const stack = testStack();
    const task = taskIn(stack, { volumes: { data: Volume.task() } });
    // WHEN
    task.addContainer("web", { image, mounts: { "/data": { volume: "date" } } });
    // THEN
    expect(() => synth(stack)).toThrow(
      '[test/task] `web.mounts` must name a volume that the task has, got "date" (the task has data). ' +
        "Add it to `volumes` of the task definition or service, or correct the name.",
    );
  });

  it.each([
    ["host", () => Volume.host("/var/lib/orders")],
    ["docker", () => Volume.docker("local")],
  ])("of kind %s are refused on Fargate", (kind, make) => {
    expect(() => taskIn(testStack(), { volumes: { data: make() } })).toThrow(
      new Error(
        "test/task: `volumes.data` must be a kind of volume that the launch type has: Fargate has no host and no docker volumes, " +
          `got ${kind}. Use Volume.task(), Volume.efs() or Volume.ebs(). [ecs-volume-kind]`,
      ),
    );
  });

  it("are refused with a wrong name or path", () => {
    expect(() => taskIn(testStack(), { volumes: { "my data": Volume.task() } })).toThrow(
      'test/task: `volumes` must be 1 to 255 letters, digits, `_` or `-`, got "my data".',
    );
    expect(() => taskIn(testStack(), { ...EC2, volumes: { data: Volume.host("data") } })).toThrow(
      new Error(
        'test/task: `volumes.data` must be an absolute path without `..`, got "data". Write it like /var/lib/orders. [ecs-host-path]',
      ),
    );
  });
});

describe("an EBS volume", () => {
  it("is one at most", () => {
    const stack = testStack();
    const volume = ebsIn(stack);
    expect(() => serviceIn(stack, { volumes: { logs: volume, data: volume } })).toThrow(
      new Error(
        "test/web/task: `volumes` must hold at most one EBS volume, got data and logs. Put both into folders of one volume. [ecs-ebs-volume-once]",
      ),
    );
  });

  it("is refused with a size that its type does not have", () => {
    const stack = testStack();
    const data = ebsIn(stack, { volumeType: "st1" });
    expect(() => serviceIn(stack, { volumes: { data } })).toThrow(
      /^test\/web\/task: `volumes\.data` must have a size and IOPS that the type of volume offers \(.*\), got 10 GiB of st1\. Leave volumeType and iops out for gp3 with 3000 IOPS\. \[ecs-ebs-volume\]$/,
    );
  });

  it("cannot be added to a task definition later, when its service has configured what it knew", () => {
    // Does not compile as soon as `addVolume` takes another kind.
    type Added = Parameters<TaskDefinition["addVolume"]>[1]["kind"];
    const kinds: Readonly<Record<Added, true>> = {
      task: true,
      host: true,
      docker: true,
      efs: true,
    };
    expect(Object.keys(kinds)).not.toContain("ebs");
  });
});

describe("a Docker volume", () => {
  it("is refused with a secret among its options, which the task definition shows", () => {
    const share = Volume.docker("local", { o: "addr=nas,username=a,password=b" });
    expect(() => taskIn(testStack(), { ...EC2, volumes: { share } })).toThrow(
      "test/task: `volumes.share.o` must hold no secret",
    );
  });
});
