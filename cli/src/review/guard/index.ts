export { LeakError, lastLook, type Output } from "./last-look";
export { taintedValues } from "./tainted-values";
