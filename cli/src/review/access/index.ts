export type {
  AccessAnalysis,
  AccessFacts,
  PublicAccess,
  UnreadableReference,
  Unproven,
  UnusedGrant,
} from "./access-analysis";
export { analyseAccess } from "./analyse-access";
