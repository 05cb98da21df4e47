import { AnnotationMetadataEntryType } from "cdktf";
import type { IConstruct } from "constructs";
import { ScopeSetting } from "./scope-setting";

/** Something that AWS, Terraform or this project would refuse. */
export interface Problem {
  /** Construct path, or the environment's name. */
  readonly path: string;
  /** The prop that is wrong. */
  readonly prop: string;
  /** Id of the rule it breaks. */
  readonly rule: string;
  /** The rule, the value got and the remedy; never a secret value. */
  readonly message: string;
}

/** All problems found, one line each. */
export class ValidationError extends Error {
  /** The class's name, as it stands in front of the message. */
  public override readonly name = "ValidationError";

  public constructor(
    /** The problems, in the order in which they were found. */
    public readonly problems: readonly Problem[],
  ) {
    super(problems.map(describeProblem).join("\n"));
  }
}

/** One line: path, prop, rule, value got, remedy, rule id. */
export function describeProblem(problem: Problem): string {
  return `${problem.path}: ${describeFinding(problem)}`;
}

/** The same without the path, for cdktf's validations, which put it before. */
export function describeFinding({ prop, message, rule }: Omit<Problem, "path">): string {
  return `\`${prop}\` ${message} [${rule}]`;
}

const collectors = new ScopeSetting<Problem[]>();

/**
 * From here on, problems below `scope` are put into the returned list instead of being thrown one by one.
 *
 * The caller must look at the list before synthesis ends.
 */
export function collectProblems(scope: IConstruct): readonly Problem[] {
  const problems: Problem[] = [];
  collectors.set(scope, problems);
  return problems;
}

/**
 * Reports a problem of `scope`.
 *
 * @throws ValidationError at once, unless a caller collects
 */
export function reportProblem(scope: IConstruct, problem: Omit<Problem, "path">): void {
  const found = { path: scope.node.path, ...problem };
  const collector = collectors.get(scope);
  if (!collector) throw new ValidationError([found]);
  collector.push(found);
}

/**
 * Reports a problem of `scope` without which it cannot go on, with those collected before it.
 *
 * @throws ValidationError always
 */
export function reportFatal(
  scope: IConstruct,
  problem: Omit<Problem, "path"> & Partial<Pick<Problem, "path">>,
): never {
  throw new ValidationError([
    ...(collectors.get(scope) ?? []),
    { path: scope.node.path, ...problem },
  ]);
}

/**
 * Warns the person who synthesizes; the cdktf CLI prints it with the construct's path.
 *
 * Not cdktf's `Annotations`: they write a stack trace, and with it absolute paths, into `manifest.json`.
 */
export function warn(scope: IConstruct, message: string): void {
  const type = AnnotationMetadataEntryType.WARN;
  const known = scope.node.metadata.some((entry) => entry.type === type && entry.data === message);
  if (!known) scope.node.addMetadata(type, message, { stackTrace: false });
}
