import { describeChanges } from "../support/changes/describe-changes";
import { ROWS } from "../support/changes/rows";

// One of each kind: a replacement, a new key, a reader less, all of them at once. The others are in test/full.
describeChanges(ROWS.filter(({ sample }) => sample));
