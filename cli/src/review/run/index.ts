export { applyReviewed, verifyReviewed } from "./apply-reviewed";
export { planFromFiles } from "./plan-files";
export { planLocally } from "./review-locally";
export { planOnAws } from "./review-on-aws";
export { reviewRun } from "./review-run";
