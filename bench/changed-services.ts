import type { MadeChange } from "../test/cli/review/fixtures/made-plan";
import {
  allow,
  changed,
  execution,
  secret,
  secretArn,
  task,
} from "../test/cli/review/access/made-world";

/** A plan that deploys `count` services anew, each with another image and one secret more, which its own role may read. */
export function changedServices(count: number): readonly MadeChange[] {
  return Array.from({ length: count }, (_none, at) => changedService(`web-${at}`)).flat();
}

function changedService(name: string): readonly MadeChange[] {
  const [old, added] = [`app/${name}/db`, `app/${name}/mail`];
  const read = (names: readonly string[]): readonly ReturnType<typeof allow>[] => [
    allow("secretsmanager:GetSecretValue", names.map(secretArn)),
  ];
  const before = task(name, name, { DB: old }, { image: "shop/web:1.7" });
  const after = task(name, name, { DB: old, MAIL: added }, { image: "shop/web:1.8" });
  return [
    secret(old),
    secret(added),
    ...execution(name, read([old]), read([old, added])),
    {
      ...changed("aws_ecs_task_definition", name, before, after),
      actions: ["create", "delete"],
      change: { replace_paths: [["container_definitions"]] },
    },
    changed(
      "aws_ecs_service",
      name,
      { name, task_definition: `${name}:1` },
      { name, task_definition: `${name}:2` },
    ),
  ];
}
