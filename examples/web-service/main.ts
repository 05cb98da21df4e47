import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { ServiceDiscoveryHttpNamespace } from "@cdktf/provider-aws/lib/service-discovery-http-namespace";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { deployToAws, SecretValue } from "cdktf-ecs-secrets/core";
import { NetworkLookup } from "cdktf-ecs-secrets/ec2";
import * as ecs from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { SecureStringParameter } from "cdktf-ecs-secrets/ssm";

const app = new App();
const stack = new TerraformStack(app, "web-service");
deployToAws(stack, { account: "111111111111", region: "eu-central-1" });
new LocalBackend(stack, { path: "../../../terraform.web-service.tfstate" });

const { subnetIds, securityGroupIds } = new NetworkLookup(stack, "network");
const lb = new Lb(stack, "lb", { subnets: subnetIds, securityGroups: securityGroupIds });
const vpcId = new DataAwsVpc(stack, "vpc", { default: true }).id;
const http = { port: 80, protocol: "HTTP" };
const group = new LbTargetGroup(stack, "group", { vpcId, targetType: "ip", ...http });
const forward = { type: "forward", targetGroupArn: group.arn };
const listener = new LbListener(stack, "listener", {
  loadBalancerArn: lb.arn,
  ...http,
  defaultAction: [forward],
});
const namespace = new ServiceDiscoveryHttpNamespace(stack, "namespace", { name: "example" }).arn;
const files = new EfsFileSystem(stack, "files", { encrypted: true });
const apiKey = new SecureStringParameter(stack, "api-key", {
  parameterName: "/example/web-service/api-key",
  encryptionKey: new EncryptionKey(stack, "key"),
  value: SecretValue.generated(),
  revision: 1,
});

const service = new ecs.EcsService(stack, "service", {
  cluster: new ecs.EcsCluster(stack, "cluster"),
  ...{ subnetIds, securityGroupIds, assignPublicIp: true, cpu: 256, memoryMiB: 512 },
  volumes: { files: ecs.Volume.efs({ fileSystemId: files.id }) },
  loadBalancers: [
    { targetGroupArn: group.arn, containerName: "web", containerPort: 80, dependsOn: [listener] },
  ],
  serviceConnect: { namespace, services: [{ portName: "http", clientAlias: { port: 80 } }] },
  scaling: { min: 2, max: 10, targets: { cpuPercent: 60 } },
});
service.addContainer("web", {
  image: ecs.ContainerImage.fromRegistry("public.ecr.aws/docker/library/busybox:1.37"),
  command: ["httpd", "-f", "-h", "/files"],
  portMappings: [{ containerPort: 80, name: "http", appProtocol: "http" }],
  mounts: { "/files": { volume: "files", readOnly: true } },
  secrets: { API_KEY: ecs.SecretReference.fromSsmParameter(apiKey) },
});

app.synth();
