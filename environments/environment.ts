/** Where Terraform keeps the state of an environment. It never holds a secret value, wherever it is. */
export type Backend =
  | {
      /** A file beside the project: for one person. */
      readonly kind: "local";
    }
  | {
      /** A bucket, encrypted with a KMS key and locked by a lock file. */
      readonly kind: "s3";
      readonly bucket: string;
      readonly region: string;
      readonly kmsKeyArn: string;
    }
  | {
      /**
       * HCP Terraform. A remote run does not see `TF_VAR_…` of your shell: values are sensitive workspace variables
       * there, set before the apply that writes them.
       */
      readonly kind: "cloud";
      readonly organization: string;
      readonly workspace: string;
    };

/** Where tasks run: ids, or what to look up in the account. */
export type Network =
  | {
      readonly kind: "ids";
      readonly subnetIds: readonly string[];
      readonly securityGroupIds: readonly string[];
      /** Whether tasks get a public address: needed in subnets without NAT and endpoints. */
      readonly assignPublicIp: boolean;
    }
  | {
      /** The subnets of a VPC and its default security group. */
      readonly kind: "lookup";
      /** Tags of the VPC. @default - the account's default VPC */
      readonly vpcTags?: Readonly<Record<string, string>>;
      /** Tags of the subnets. @default - all subnets of the VPC */
      readonly subnetTags?: Readonly<Record<string, string>>;
      readonly assignPublicIp: boolean;
    };

/** The running application. */
export interface ServiceSettings {
  readonly image: string;
  readonly network: Network;
  /** CPU units, 1024 to a vCPU. */
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly desiredCount: number;
  /** A cluster that exists already. @default - a cluster of its own */
  readonly existingClusterName?: string;
}

/** A bucket for secrets as objects, below `web/` readable by the application. */
export interface SecretsBucketSettings {
  /** Unique in all of AWS. */
  readonly name: string;
  /** Bucket that receives the server access logs, and their prefix. @default - accesses are not logged */
  readonly accessLogs?: { readonly bucketName: string; readonly prefix: string };
  /** Whether EventBridge is told of every change of an object. @default false */
  readonly eventBridgeEnabled?: boolean;
}

/** Everything in which one environment differs from another: plain data. */
export interface Environment {
  /** Also the name of its stack: `cdktf deploy <name>`. */
  readonly name: string;
  /** Twelve digits; Terraform refuses to work with credentials of another account. */
  readonly accountId: string;
  readonly region: string;
  readonly backend: Backend;
  /** Role that Terraform assumes. @default - the credentials it finds */
  readonly assumeRoleArn?: string;
  /** Tags of every resource. */
  readonly tags: Readonly<Record<string, string>>;
  /** @default - no service: roles, secrets and outputs for task definitions registered elsewhere */
  readonly service?: ServiceSettings;
  /** @default - no bucket */
  readonly secretsBucket?: SecretsBucketSettings;
  /** Whether Terraform refuses to destroy keys, secrets and parameters that are in the code. */
  readonly deletionProtection: boolean;
  /** 7 to 30. */
  readonly keyDeletionWindowDays: number;
  /** 0 (none) or 7 to 30. */
  readonly secretRecoveryWindowDays: number;
  readonly logRetentionDays: number;
  /** Managed policy that limits every role and user of the stack. @default - none */
  readonly permissionsBoundaryArn?: string;
  /** Secret → which writing of its value is wanted. @default 1 for each */
  readonly revisions: Readonly<Record<string, number>>;
}
