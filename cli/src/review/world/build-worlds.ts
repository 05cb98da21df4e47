import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import {
  fillInJson,
  isObject,
  type JsonObject,
  listIn,
  objectIn,
  parseJson,
  type StackInput,
  textIn,
  textsOf,
} from "../plan";
import { signInsOf } from "./assignments";
import { holdersOf } from "./holders";
import { aliasesOf, outsideGrants } from "./keys";
import { guardedIn, type Guarded } from "./outside";
import { governedBy, otherPolicies, rolesOf, type Governed } from "./roles";
import { Side, type Resource } from "./side";
import type { PrincipalInWorld, TaskInWorld, World } from "./world";

/** What a plan knows of AWS before and after it. */
export function buildWorlds(input: StackInput): { readonly before: World; readonly after: World } {
  const [before, after] = [new Side(input, "before"), new Side(input, "after")];
  // A policy that moves from a role into a resource of its own was there before.
  const governedOnce = governedBy(before);
  const governed = new Set([...governedOnce, ...governedBy(after)]);
  const [old, now] = guardedIn(before, after);
  return { before: worldOf(before, governedOnce, old), after: worldOf(after, governed, now) };
}

function worldOf(side: Side, governed: Governed, guarded: Guarded): World {
  const organization = organizationOf(side);
  const inIt = <T extends PrincipalInWorld>(principal: T): T =>
    organization === undefined
      ? principal
      : { ...principal, context: { "aws:PrincipalOrgID": organization } };
  return {
    place: side.place,
    ...(organization === undefined ? {} : { organization }),
    roles: rolesOf(side, governed).map(inIt),
    holders: holdersOf(side).map(inIt),
    signIns: signInsOf(side),
    others: otherPolicies(side),
    ...guarded,
    outsideGrants: outsideGrants(side, guarded.keys),
    aliases: aliasesOf(side),
    tasks: side.ofType("aws_ecs_task_definition").map((resource) => taskOf(side, resource)),
  };
}

/** A plan that reads an organization is made in one of its accounts, and its other accounts are its, too. */
function organizationOf(side: Side): string | undefined {
  const type = "aws_organizations_organization";
  const [only, ...more] = [...side.ofType(`data.${type}`), ...side.ofType(type)].flatMap(
    (one) => textIn(one.values["id"]) ?? [],
  );
  return more.every((one) => one === only) ? only : undefined;
}

function taskOf(side: Side, resource: Resource): TaskInWorld {
  const executionRole = side.text(resource, "execution_role_arn");
  const taskRole = side.text(resource, "task_role_arn");
  return {
    address: resource.address,
    family: side.text(resource, "family") ?? resource.label,
    place: side.placeOf(resource),
    ...(executionRole ? { executionRole } : {}),
    ...(taskRole ? { taskRole } : {}),
    containers: containersOf(side, resource),
    references: side
      .references(
        resource,
        side.expression(resource, "container_definitions"),
        "container_definitions",
      )
      .map((reference) => side.resolve(reference)),
  };
}

function containersOf(side: Side, resource: Resource): readonly ContainerDefinition[] | undefined {
  const name = "container_definitions";
  const known = resource.values[name];
  const template = side.template(resource, name);
  const read =
    typeof known === "string"
      ? parseJson(known)
      : typeof template === "string"
        ? fillInJson(template, (reference) => side.resolve(reference))
        : undefined;
  return Array.isArray(read) ? read.filter(isObject).map(asDefined) : undefined;
}

/** A container, with what names secrets in the types of ECS: configurations hold `null` and worse for what they leave out. */
function asDefined(container: JsonObject): ContainerDefinition {
  const { secretOptions, options, ...log } = objectIn(container["logConfiguration"]);
  const lists = ["secrets", "environment", "environmentFiles"].map((name) => [
    name,
    entriesIn(container[name]),
  ]);
  const texts = ["command", "credentialSpecs"].map((name) => [name, textsOf(container[name])]);
  const given = {
    ...container,
    name: textIn(container["name"]),
    image: textIn(container["image"]),
    ...(Object.fromEntries([...lists, ...texts]) as JsonObject),
    logConfiguration: {
      ...log,
      options: textsIn(options),
      secretOptions: entriesIn(secretOptions),
    },
    repositoryCredentials: textsIn(container["repositoryCredentials"]),
  };
  return given as unknown as ContainerDefinition;
}

function entriesIn(list: unknown): readonly JsonObject[] {
  return listIn(list).filter(isObject).map(textsIn);
}

function textsIn(entry: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(objectIn(entry)).filter(([, value]) => typeof value === "string"),
  );
}
