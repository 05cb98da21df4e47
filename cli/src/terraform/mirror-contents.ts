import { readdirSync } from "node:fs";
import path from "node:path";

/** The provider's full address, which is also its path in a mirror. */
export const PROVIDER = "registry.terraform.io/hashicorp/aws";

const PACKED = /^terraform-provider-aws_(\d[^_]*)_([a-z0-9]+_[a-z0-9]+)\.zip$/;

/** One package of a mirror. */
export interface MirroredProvider {
  readonly version: string;
  /** Such as linux_amd64. */
  readonly platform: string;
}

/**
 * The AWS provider packages of a filesystem mirror, in either of its layouts.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
export function listMirrored(mirror: string): MirroredProvider[] {
  const folder = path.join(mirror, ...PROVIDER.split("/"));
  return namesIn(folder).flatMap((name) => {
    const [, version, platform] = PACKED.exec(name) ?? [];
    if (version !== undefined && platform !== undefined) return [{ version, platform }];
    return /^\d/.test(name) ? unpacked(folder, name) : [];
  });
}

/** VERSION/PLATFORM/ with the provider's executable in it: an empty folder would fail only at init. */
function unpacked(folder: string, version: string): MirroredProvider[] {
  return namesIn(path.join(folder, version))
    .filter((platform) =>
      namesIn(path.join(folder, version, platform)).some((name) =>
        name.startsWith("terraform-provider-aws"),
      ),
    )
    .map((platform) => ({ version, platform }));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
