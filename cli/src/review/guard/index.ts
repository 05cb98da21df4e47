export { lastLook, LeakError, type Output } from "./last-look";
export { taintedValues } from "./tainted-values";
