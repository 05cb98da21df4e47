import { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { Volume, type ContainerProps, type EfsVolumeProps } from "cdktf-ecs-secrets/ecs";
import { TaskRole } from "cdktf-ecs-secrets/iam";
import { synth, testStack, type Attributes } from "../../support/synth";
import { image, serviceIn, taskIn } from "../support/fixtures";
import { annotationsOf } from "../support/warnings";

const FILE_SYSTEM = "fs-0123456789abcdef0";
const ACCESS_POINT = "fsap-0123456789abcdef0";
const PLACE = "arn:aws:elasticfilesystem:eu-central-1:123456789012";

type Mounts = NonNullable<ContainerProps["mounts"]>;

/** What one container that mounts the volume makes of the task. */
function taskWith(
  volume: Partial<EfsVolumeProps> = {},
  mounts: Mounts = { "/data": { volume: "data" } },
) {
  const stack = testStack();
  const data = Volume.efs({ fileSystemId: FILE_SYSTEM, ...volume });
  taskIn(stack, { volumes: { data } }).addContainer("web", { image, mounts });
  const synthesized = synth(stack);
  const policies = Object.values(synthesized.resources("aws_iam_role_policy"));
  return {
    volumes: synthesized.only("aws_ecs_task_definition")["volume"],
    statements: policies.flatMap(statementsOf),
  };
}

function statementsOf({ policy }: Attributes): readonly unknown[] {
  return (JSON.parse(String(policy)) as { readonly Statement: readonly unknown[] }).Statement;
}

describe("an EFS volume", () => {
  it("is encrypted in transit and mounted with the task role, which may write", () => {
    const { volumes, statements } = taskWith();
    expect(volumes).toEqual([
      {
        name: "data",
        efs_volume_configuration: {
          file_system_id: FILE_SYSTEM,
          transit_encryption: "ENABLED",
          authorization_config: { iam: "ENABLED" },
        },
      },
    ]);
    expect(statements).toEqual([
      {
        Effect: "Allow",
        Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        Resource: `${PLACE}:file-system/${FILE_SYSTEM}`,
      },
    ]);
  });

  it("takes every prop, and is mounted through its access point alone", () => {
    const { volumes, statements } = taskWith({
      accessPointId: ACCESS_POINT,
      rootAccess: true,
      transitEncryptionPort: 2999,
    });
    expect(volumes).toMatchObject([
      {
        efs_volume_configuration: {
          transit_encryption_port: 2999,
          authorization_config: { access_point_id: ACCESS_POINT, iam: "ENABLED" },
        },
      },
    ]);
    expect(statements).toEqual([
      {
        Effect: "Allow",
        Action: [
          "elasticfilesystem:ClientMount",
          "elasticfilesystem:ClientRootAccess",
          "elasticfilesystem:ClientWrite",
        ],
        Resource: `${PLACE}:file-system/${FILE_SYSTEM}`,
        Condition: {
          StringEquals: {
            "elasticfilesystem:AccessPointArn": `${PLACE}:access-point/${ACCESS_POINT}`,
          },
        },
      },
    ]);
  });

  it("grants no writing where every container mounts it read-only", () => {
    const { statements } = taskWith({}, { "/data": { volume: "data", readOnly: true } });
    expect(statements).toMatchObject([{ Action: "elasticfilesystem:ClientMount" }]);
  });

  it("grants writing where one of two containers does", () => {
    const stack = testStack();
    const task = taskIn(stack, { volumes: { data: Volume.efs({ fileSystemId: FILE_SYSTEM }) } });
    task.addContainer("a", { image, mounts: { "/data": { volume: "data", readOnly: true } } });
    task.addContainer("b", { image, mounts: { "/data": { volume: "data" } } });
    const statements = statementsOf(synth(stack).only("aws_iam_role_policy"));
    expect(statements).toMatchObject([
      { Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"] },
    ]);
  });

  it("grants nothing where nobody mounts it", () => {
    expect(taskWith({}, {}).statements).toEqual([]);
  });

  it("may be added after the container that mounts it, also by overrides", () => {
    const stack = testStack();
    const task = taskIn(stack);
    const mountPoints = [{ sourceVolume: "data", containerPath: "/data", readOnly: true }];
    task.addContainer("web", { image, overrides: { mountPoints } });
    task.addVolume("data", Volume.efs({ fileSystemId: FILE_SYSTEM }));
    expect(statementsOf(synth(stack).only("aws_iam_role_policy"))).toMatchObject([
      { Action: "elasticfilesystem:ClientMount" },
    ]);
  });

  it("keeps the access points of two volumes of one file system apart", () => {
    const stack = testStack();
    const volumes = {
      read: Volume.efs({ fileSystemId: FILE_SYSTEM, accessPointId: "fsap-00000001" }),
      write: Volume.efs({ fileSystemId: FILE_SYSTEM, accessPointId: "fsap-00000002" }),
    };
    taskIn(stack, { volumes }).addContainer("web", {
      image,
      mounts: { "/read": { volume: "read", readOnly: true }, "/write": { volume: "write" } },
    });
    const through = (id: string): object => ({
      StringEquals: { "elasticfilesystem:AccessPointArn": `${PLACE}:access-point/${id}` },
    });
    const statements = statementsOf(synth(stack).only("aws_iam_role_policy"));
    expect(statements).toContainEqual(
      expect.objectContaining({
        Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        Condition: through("fsap-00000002"),
      }),
    );
    expect(statements).toContainEqual(
      expect.objectContaining({
        Action: "elasticfilesystem:ClientMount",
        Condition: through("fsap-00000001"),
      }),
    );
  });

  it("may be made by the same stack: the service waits for the policy", () => {
    const stack = testStack();
    const fileSystem = new EfsFileSystem(stack, "files", {});
    const point = new EfsAccessPoint(stack, "point", { fileSystemId: fileSystem.id });
    const data = Volume.efs({ fileSystemId: fileSystem.id, accessPointId: point.id });
    serviceIn(stack, { volumes: { data } }, { mounts: { "/data": { volume: "data" } } });
    const synthesized = synth(stack);
    const [name] = Object.keys(synthesized.resources("aws_iam_role_policy"));
    const { policy } = synthesized.only("aws_iam_role_policy");
    expect(policy).toContain(`${PLACE}:file-system/\${aws_efs_file_system.files.id}`);
    expect(policy).toContain(`${PLACE}:access-point/\${aws_efs_access_point.point.id}`);
    expect(synthesized.only("aws_ecs_service")["depends_on"]).toContain(
      `aws_iam_role_policy.${name ?? ""}`,
    );
  });

  it("warns where the task role cannot be granted to", () => {
    const stack = testStack();
    const arn = "arn:aws:iam::123456789012:role/app";
    const taskRole = TaskRole.fromRoleArn(stack, "role", arn);
    const volumes = { data: Volume.efs({ fileSystemId: FILE_SYSTEM }) };
    taskIn(stack, { taskRole, volumes }).addContainer("web", {
      image,
      mounts: { "/data": { volume: "data" } },
    });
    expect(
      annotationsOf(stack)
        .map(({ message }) => message)
        .join(),
    ).toContain("elasticfilesystem:ClientMount");
  });

  it.each<[Partial<EfsVolumeProps>, string, string]>([
    [{ fileSystemId: "files" }, "volumes.data.fileSystemId", "ecs-efs-file-system"],
    [{ accessPointId: FILE_SYSTEM }, "volumes.data.accessPointId", "ecs-efs-access-point"],
    [{ rootDirectory: "orders" }, "volumes.data.rootDirectory", "ecs-efs-root-directory"],
    [
      { rootDirectory: "/orders", accessPointId: ACCESS_POINT },
      "volumes.data.rootDirectory",
      "ecs-efs-root-directory",
    ],
    [{ transitEncryptionPort: 0 }, "volumes.data.transitEncryptionPort", "ecs-port"],
  ])("is refused with %j", (props, prop, rule) => {
    expect(() => taskWith(props)).toThrow(`test/task: \`${prop}\` must`);
    expect(() => taskWith(props)).toThrow(`[${rule}]`);
  });

  it("needs a platform that has it", () => {
    const volumes = { data: Volume.efs({ fileSystemId: FILE_SYSTEM }) };
    expect(() => taskIn(testStack(), { volumes, platformVersion: "1.3.0" })).toThrow(
      "got 1.3.0, but an EFS volume needs 1.4.0",
    );
  });
});

describe("a shared Docker volume", () => {
  it("stays on the instance, and is made where it is not there", () => {
    const stack = testStack();
    const options = { scope: "shared", autoprovision: true, labels: { team: "orders" } } as const;
    const volumes = { cache: Volume.docker("local", undefined, options) };
    taskIn(stack, { compatibility: "EC2", volumes }).addContainer("web", { image });
    expect(synth(stack).only("aws_ecs_task_definition")["volume"]).toEqual([
      {
        name: "cache",
        docker_volume_configuration: {
          driver: "local",
          scope: "shared",
          autoprovision: true,
          labels: { team: "orders" },
        },
      },
    ]);
  });

  it("is refused where it would be the task's own", () => {
    const volumes = { cache: Volume.docker("local", undefined, { autoprovision: true }) };
    expect(() => taskIn(testStack(), { compatibility: "EC2", volumes })).toThrow(
      "[ecs-docker-volume]",
    );
  });
});
