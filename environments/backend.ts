import {
  DataTerraformRemoteState,
  LocalBackend,
  NamedRemoteWorkspace,
  S3Backend,
  TerraformBackend,
  type TerraformRemoteState,
  type TerraformStack,
} from "cdktf";
import type { Construct } from "constructs";
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
      new CloudWorkspace(stack, backend);
    }
  }
}

/**
 * A named workspace of HCP Terraform.
 *
 * Not cdktf's `CloudBackend`: that one runs `terraform version` at synthesis, and synthesis starts no program.
 */
class CloudWorkspace extends TerraformBackend {
  public constructor(
    stack: TerraformStack,
    private readonly settings: { readonly organization: string; readonly workspace: string },
  ) {
    super(stack, "backend", "cloud");
  }

  public override toTerraform(): object {
    const { organization, workspace } = this.settings;
    return { terraform: { cloud: { organization, workspaces: { name: workspace } } } };
  }

  public override toMetadata(): object {
    return { ...super.toMetadata(), cloud: "tfc" };
  }

  public override getRemoteStateDataSource(scope: Construct, name: string): TerraformRemoteState {
    const { organization, workspace } = this.settings;
    const workspaces = new NamedRemoteWorkspace(workspace);
    return new DataTerraformRemoteState(scope, name, { organization, workspaces });
  }
}
