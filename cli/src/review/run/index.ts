export { applyReviewed, verifyReviewed } from "./apply-reviewed";
export { planLocally } from "./review-locally";
export { planOnAws } from "./review-on-aws";
export { planFromFiles } from "./plan-from-files";
export { readConfigFile } from "./read-config-file";
export { reviewRun } from "./review-run";
