import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findProviderMirror, type ProviderSource } from "../../../cli/src/terraform";

export const ADDRESS = ["registry.terraform.io", "hashicorp", "aws"];
const ARCHITECTURE = process.arch === "x64" ? "amd64" : process.arch;
export const HERE = `${process.platform}_${ARCHITECTURE}`;

export let root: string;
export let home: string;
export let config: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "ecs-secrets-test-"));
  home = path.join(root, "home");
  config = path.join(root, "config");
  for (const folder of [home, config]) mkdirSync(folder);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

export function unpacked(mirror: string, version: string, platform = HERE): void {
  const folder = path.join(mirror, ...ADDRESS, version, platform);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `terraform-provider-aws_v${version}_x5`), "");
}

export function packed(mirror: string, version: string, platform = HERE): void {
  const folder = path.join(mirror, ...ADDRESS);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `terraform-provider-aws_${version}_${platform}.zip`), "");
}

export function find(
  env: NodeJS.ProcessEnv = {},
  searchPrefixes: string[] = [],
  wantedVersion = "5.100.0",
  workingDirectory?: string,
): Promise<ProviderSource> {
  return findProviderMirror({
    wantedVersion,
    configDirectory: config,
    workingDirectory,
    env: { HOME: home, XDG_DATA_DIRS: path.join(root, "data"), ...env },
    searchPrefixes,
  });
}
