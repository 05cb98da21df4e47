export { artifactsBelow, type Artifact } from "./artifacts";
export { ENCODINGS, isSearchable, needlesOf } from "./encodings";
export { searchLeaks, type KnownValue, type Leak } from "./search";
