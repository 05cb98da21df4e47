import { recordChange } from "../../docs/changes-table";
import { describeChanges } from "../support/changes/describe-changes";
import { PAIRS } from "../support/changes/pairs";
import { ROWS } from "../support/changes/rows";

describeChanges([...ROWS, ...PAIRS], recordChange);
