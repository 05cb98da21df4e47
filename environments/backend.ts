import {
  CloudBackend,
  LocalBackend,
  NamedCloudWorkspace,
  S3Backend,
  type TerraformStack,
} from "cdktf";
import type { Backend } from "./environment";

/** Gives `stack` its backend. */
export function addBackend(stack: TerraformStack, backend: Backend): void {
  const name = stack.node.id;
  switch (backend.kind) {
    case "local":
      // Terraform runs in cdktf.out/stacks/<name>. cdktf's own default is the same file by its absolute path, which
      // would make the synthesized stack differ from machine to machine.
      new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
      return;
    case "s3": {
      const { bucket, region, kmsKeyArn } = backend;
      // cdktf 0.21 has no type for use_lockfile, but writes what it is given.
      const lock = { useLockfile: true };
      const key = `orders/${name}.tfstate`;
      new S3Backend(stack, { bucket, key, region, kmsKeyId: kmsKeyArn, encrypt: true, ...lock });
      return;
    }
    case "cloud": {
      const workspaces = new NamedCloudWorkspace(backend.workspace);
      new CloudBackend(stack, { organization: backend.organization, workspaces });
    }
  }
}
