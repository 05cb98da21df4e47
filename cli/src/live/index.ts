export { connect, type LiveConnection } from "./connect";
export { formatPolicy, readPermissions, resourceScope, type Permission } from "./permissions";
export { clusterName, findServices, type LiveService, type LiveTarget } from "./services";
export { findStale, ReadOnce, type StaleReport, type StaleUse } from "./stale";
export { liveTarget, type LiveOptions, type LiveSelection } from "./target";
export { runningTasks, stoppedTasks, type LiveTask } from "./tasks";
