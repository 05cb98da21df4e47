export * from "./aws-logs";
export * from "./docker-drivers";
export * from "./firelens";
export * from "./log-driver";
export * from "./options-driver";
export * from "./splunk";
