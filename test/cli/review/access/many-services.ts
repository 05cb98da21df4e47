import type { MadeChange } from "../fixtures/made-plan";
import {
  ACCOUNT,
  allow,
  changed,
  execution,
  policy,
  roleValues,
  same,
  secret,
  secretArn,
  service,
} from "./made-world";

/** A plan that makes `count` services, each with two secrets, and gives each a role of its own or all of them one. */
export function manyServices(count: number, roles: "own" | "shared"): readonly MadeChange[] {
  const numbers = Array.from({ length: count }, (_none, at) => at);
  const made = numbers.flatMap((at) => {
    const names = [`app/${at}/db`, `app/${at}/mail`];
    const role = roles === "own" ? `role-${at}` : "shared";
    const read = allow("secretsmanager:GetSecretValue", names.map(pattern));
    return [
      ...names.map((name) => secret(name)),
      service(`web-${at}`, role, { DB: names[0] ?? "", MAIL: names[1] ?? "" }),
      ...(roles === "own" ? execution(role, [read]) : []),
    ];
  });
  const all = numbers.flatMap((at) => [`app/${at}/db`, `app/${at}/mail`]);
  const shared = allow("secretsmanager:GetSecretValue", all.map(pattern));
  return roles === "own" ? made : [...made, ...execution("shared", [shared])];
}

/** A plan with `count` secrets, each with a policy that lets in everybody of the account, or its own role alone. */
export function manyPolicies(count: number, whom: "everybody" | "one"): readonly MadeChange[] {
  return Array.from({ length: count }, (_none, at) => {
    const role = `role-${at}`;
    const statement =
      whom === "one"
        ? { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/${role}` } }
        : {
            Principal: "*",
            Condition: { StringEquals: { "aws:PrincipalAccount": ACCOUNT } },
          };
    return [
      secret(`db-${at}`),
      same("aws_iam_role", role, roleValues(role)),
      changed("aws_secretsmanager_secret_policy", `db-${at}`, null, {
        secret_arn: secretArn(`db-${at}`),
        policy: policy([{ ...allow("secretsmanager:GetSecretValue", "*"), ...statement }]),
      }),
    ];
  }).flat();
}

function pattern(name: string): string {
  return `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-??????`;
}
