export { lastLook, LeakError, type Output } from "./last-look";
