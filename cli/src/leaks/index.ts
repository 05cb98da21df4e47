export { ENCODINGS, isSearchable, needlesOf } from "./encodings";
export {
  artifactsBelow,
  canary,
  searchLeaks,
  type Artifact,
  type KnownValue,
  type Leak,
} from "./search";
