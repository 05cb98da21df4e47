import { CONTAINER_PROPS } from "../../modules/ecs/container";
import { SERVICE_PROPS } from "../../modules/ecs/service";
import { TASK_PROPS } from "../../modules/ecs/task";
import { containerDefinitionRows } from "./container-definition";
import type { FieldRows } from "./field-row";
import type { Declaration } from "./read-fields";
import { serviceRows } from "./service";
import { taskDefinitionRows } from "./task-definition";

/** What the modules make of one object of AWS, field by field. */
export interface FieldTable {
  readonly title: string;
  /** What its props are props of. */
  readonly props: string;
  /** Where every field is declared. */
  readonly fields: Declaration;
  readonly rows: FieldRows;
  /** How the props are read: a row can name no other one. */
  readonly known: Readonly<Record<string, unknown>>;
}

/** Every object of AWS whose fields are accounted for; one entry each. */
export const FIELD_TABLES: readonly FieldTable[] = [
  {
    title: "Container definition",
    props: "`addContainer`",
    fields: {
      module: "@aws-sdk/client-ecs",
      file: "dist-types/models/models_0.d.ts",
      name: "ContainerDefinition",
    },
    rows: containerDefinitionRows,
    known: CONTAINER_PROPS,
  },
  {
    title: "aws_ecs_task_definition",
    props: "`TaskDefinition`",
    fields: {
      module: "@cdktf/provider-aws/lib/ecs-task-definition",
      name: "EcsTaskDefinitionConfig",
    },
    rows: taskDefinitionRows,
    known: TASK_PROPS,
  },
  {
    title: "aws_ecs_service",
    props: "`EcsService`",
    fields: { module: "@cdktf/provider-aws/lib/ecs-service", name: "EcsServiceConfig" },
    rows: serviceRows,
    known: SERVICE_PROPS,
  },
];
