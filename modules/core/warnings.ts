import { AnnotationMetadataEntryType } from "cdktf";
import type { IConstruct } from "constructs";

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
