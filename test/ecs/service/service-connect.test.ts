import * as ecsService from "@cdktf/provider-aws/lib/ecs-service";
import { TerraformVariable } from "cdktf";
import {
  EcsCluster,
  LogDriver,
  SecretReference,
  type EcsServiceProps,
  type ServiceConnectService,
} from "cdktf-ecs-secrets/ecs";
import { EncryptionKey } from "cdktf-ecs-secrets/kms";
import { LogGroup } from "cdktf-ecs-secrets/logs";
import { newApp, stackOf, synthApp } from "../../support/app";
import { plainName, policyOf, synth, testStack } from "../../support/synth";
import { Secrets, serviceIn } from "../support/fixtures";
import { waited } from "../../support/waited";

const TYPE = "aws_ecs_service";
const NAMESPACE =
  "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-0123456789abcdef";
const AUTHORITY =
  "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555";
const http: ServiceConnectService = { portName: "http", clientAlias: { port: 80 } };
const PORTS = {
  portMappings: [
    { containerPort: 8080, name: "http", appProtocol: "http" },
    { containerPort: 5432, name: "db" },
  ],
} as const;
const MANAGED =
  "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity";

describe("Service Connect", () => {
  it("is none by default; a client offers nothing", () => {
    const stack = testStack();
    serviceIn(stack, {});
    expect(synth(stack).only(TYPE)).not.toHaveProperty("service_connect_configuration");
    const client = testStack();
    serviceIn(client, { serviceConnect: { namespace: "internal" } });
    expect(synth(client).only(TYPE)["service_connect_configuration"]).toEqual({
      enabled: true,
      namespace: "internal",
    });
  });

  it("offers named ports, with all that there is to say of them", () => {
    const stack = testStack();
    const port = new TerraformVariable(stack, "port", { type: "number" }).numberValue;
    const cluster = new EcsCluster(stack, "cluster", { serviceConnectNamespaceArn: NAMESPACE });
    serviceIn(
      stack,
      {
        cluster,
        serviceConnect: {
          services: [
            {
              portName: "http",
              discoveryName: "orders",
              clientAlias: { port: 80, dnsName: "orders.internal" },
              ingressPort: 9000,
              idleTimeoutSeconds: 60,
              requestTimeoutSeconds: 5,
            },
            { portName: "db", clientAlias: { port } },
          ],
        },
      },
      PORTS,
    );
    const { only } = synth(stack);
    expect(only("aws_ecs_cluster")["service_connect_defaults"]).toEqual({ namespace: NAMESPACE });
    expect(only(TYPE)["service_connect_configuration"]).toEqual({
      enabled: true,
      service: [
        {
          port_name: "http",
          discovery_name: "orders",
          client_alias: { port: 80, dns_name: "orders.internal" },
          ingress_port_override: 9000,
          timeout: { idle_timeout_seconds: 60, per_request_timeout_seconds: 5 },
        },
        { port_name: "db", client_alias: { port: "${var.port}" } },
      ],
    });
  });

  it("encrypts with certificates that ECS gets by a role of this service alone", () => {
    // GIVEN
    const stack = testStack();
    const encryptionKey = new EncryptionKey(stack, "key");
    const tls = { certificateAuthorityArn: AUTHORITY, encryptionKey };
    // WHEN
    serviceIn(stack, { serviceConnect: { services: [{ ...http, tls }] } }, PORTS);
    // THEN
    const { only, resources } = synth(stack);
    const [key] = Object.keys(resources("aws_kms_key"));
    const [[role, attributes] = ["", {}]] = Object.entries(resources("aws_iam_role"));
    expect(only(TYPE)["service_connect_configuration"]).toMatchObject({
      service: [
        {
          tls: {
            issuer_cert_authority: { aws_pca_authority_arn: AUTHORITY },
            kms_key: `\${aws_kms_key.${key}.arn}`,
            role_arn: `\${aws_iam_role.${role}.arn}`,
          },
        },
      ],
    });
    expect(policyOf(attributes["assume_role_policy"]).Statement).toMatchObject([
      { Principal: { Service: "ecs.amazonaws.com" } },
    ]);
    expect(only("aws_iam_role_policy_attachment")["policy_arn"]).toBe(MANAGED);
    expect(policyOf(only("aws_iam_role_policy")["policy"]).Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyPair"],
        Resource: `\${aws_kms_key.${key}.arn}`,
      },
    ]);
    expect(waited(only(TYPE))).toHaveLength(2);
  });

  it("needs no policy of ours without a key", () => {
    const stack = testStack();
    const tls = { certificateAuthorityArn: AUTHORITY };
    serviceIn(stack, { serviceConnect: { services: [{ ...http, tls }] } }, PORTS);
    expect(synth(stack).resources("aws_iam_role_policy")).toEqual({});
    expect(synth(stack).only("aws_iam_role_policy_attachment")["policy_arn"]).toBe(MANAGED);
  });

  it("grants the secret options of its log to the execution role, and follows their revisions", () => {
    // GIVEN
    const stack = testStack();
    const token = new Secrets(stack).secret("splunk", 7);
    const reference = SecretReference.fromSecretsManager(token);
    const url = new TerraformVariable(stack, "url", { type: "string" }).stringValue;
    // WHEN
    const service = serviceIn(
      stack,
      {
        serviceConnect: {
          logging: LogDriver.splunk({ url, token: reference, tag: "${web}" }),
        },
      },
      PORTS,
    );
    // THEN
    const { only, resources, locals } = synth(stack);
    const [secret] = Object.keys(resources("aws_secretsmanager_secret"));
    const [url_] = Object.keys(locals).filter((name) => name.includes("url"));
    expect(only(TYPE)["service_connect_configuration"]).toEqual({
      enabled: true,
      log_configuration: {
        log_driver: "splunk",
        options: {
          "splunk-url": `\${jsondecode(join("", ["\\"", local.${url_}, "\\""]))}`,
          tag: "$${web}",
        },
        secret_option: [
          { name: "splunk-token", value_from: `\${aws_secretsmanager_secret.${secret}.arn}` },
        ],
      },
    });
    expect(service.references).toEqual([reference]);
    expect(only(TYPE)["triggers"]).toEqual({ "orders/splunk": "7" });
    const reads = Object.values(resources("aws_iam_role_policy")).find(
      ({ name_prefix }) => plainName(name_prefix) === "read-secrets",
    );
    expect(reads?.["role"]).toContain("execution-role");
    expect(only(TYPE)["depends_on"]).toContainEqual(
      expect.stringMatching(/^aws_secretsmanager_secret_version\./),
    );
  });

  it("logs to a group of its own, or to one of another stack", () => {
    const stack = testStack();
    serviceIn(stack, { serviceConnect: { logging: LogDriver.awsLogs() } }, PORTS);
    const { only } = synth(stack);
    expect(only(TYPE)["service_connect_configuration"]).toMatchObject({
      log_configuration: {
        log_driver: "awslogs",
        options: { "awslogs-stream-prefix": "service-connect", "awslogs-region": "eu-central-1" },
      },
    });
    expect(only("aws_cloudwatch_log_group")["name"]).toBe("/ecs/test-web-service-connect-logs");
    // GIVEN
    const app = newApp();
    const [shared, own] = [stackOf(app, "shared"), stackOf(app, "own")];
    const logGroup = new LogGroup(shared, "logs");
    const key = new EncryptionKey(shared, "key");
    const tls = { certificateAuthorityArn: AUTHORITY, encryptionKey: key };
    // WHEN
    serviceIn(
      own,
      {
        serviceConnect: { services: [{ ...http, tls }], logging: LogDriver.awsLogs({ logGroup }) },
      },
      PORTS,
    );
    // THEN
    const made = synthApp(app).get("own");
    expect(made?.dependencies).toEqual(["shared"]);
    expect(JSON.stringify(made?.only(TYPE)["service_connect_configuration"])).toMatch(
      /"kms_key":"\$\{data\.terraform_remote_state\./,
    );
  });

  it("marks test traffic, where the provider knows native blue/green deployment", () => {
    const stack = testStack();
    const testTrafficHeader = { name: "x-test", value: "green" };
    const make = () =>
      serviceIn(stack, { serviceConnect: { services: [{ ...http, testTrafficHeader }] } }, PORTS);
    if (!("ecsServiceDeploymentConfigurationToTerraform" in ecsService)) {
      expect(make).toThrow(/since 6\.4\.0.*\[aws-provider-version\]$/);
      return;
    }
    make();
    expect(synth(stack).only(TYPE)["service_connect_configuration"]).toMatchObject({
      service: [
        {
          client_alias: {
            port: 80,
            test_traffic_rules: [{ header: { name: "x-test", value: { exact: "green" } } }],
          },
        },
      ],
    });
  });

  it.each<[Partial<EcsServiceProps>, string]>([
    [
      {
        compatibility: "EC2",
        networkMode: "host",
        subnetIds: undefined,
        securityGroupIds: undefined,
        serviceConnect: {},
      },
      "[ecs-service-connect-network]",
    ],
    [{ platformVersion: "1.3.0", serviceConnect: {} }, "[ecs-fargate-platform]"],
    [
      { serviceConnect: { services: [{ ...http, discoveryName: "Orders" }] } },
      "[ecs-service-connect-discovery-name]",
    ],
    [
      { serviceConnect: { services: [{ ...http, clientAlias: { port: 80, dnsName: "-a" } }] } },
      "[ecs-service-connect-dns-name]",
    ],
    [
      { serviceConnect: { services: [{ ...http, clientAlias: { port: 0 } }] } },
      "`serviceConnect.services[0].clientAlias.port` must",
    ],
    [{ serviceConnect: { services: [http, http] } }, "[ecs-service-connect-alias]"],
    [
      { serviceConnect: { services: [{ ...http, idleTimeoutSeconds: -1 }] } },
      "[ecs-service-connect-timeout]",
    ],
    [
      { serviceConnect: { services: [{ ...http, tls: { certificateAuthorityArn: "ca" } }] } },
      "[ecs-service-connect-certificate-authority]",
    ],
    [{ serviceConnect: { logging: LogDriver.jsonFile() } }, "[ecs-log-driver]"],
  ])("refuses %j", (props, message) => {
    expect(() => serviceIn(testStack(), props, PORTS)).toThrow(message);
  });

  it.each<[ServiceConnectService, string]>([
    [{ ...http, portName: "htp" }, "got htp (the task has db, http)."],
    [{ ...http, portName: "db", requestTimeoutSeconds: 5 }, "got it for a TCP port."],
  ])("refuses %j when all containers are there", (offered, message) => {
    const stack = testStack();
    serviceIn(stack, { serviceConnect: { services: [offered] } }, PORTS);
    expect(() => synth(stack)).toThrow(message);
  });
});
