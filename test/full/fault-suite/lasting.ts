/** The key of a call without what AWS adds: ids, the end of a secret's ARN, the revision of a task definition. */
export function lasting(key: string): string {
  return key
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "<id>")
    .replace(/(:secret:[^ ]+)-\w{6}(?= |$)/g, "$1")
    .replace(/(:task-definition\/[\w-]+):\d+/g, "$1")
    .split(" ")
    .map(lastingName)
    .join(" ");
}

/** The name of a policy without what the provider ends it with. */
export function lastingName(name: string): string {
  return name.replace(/-\d{18}[\da-f]{8}$/, "");
}
