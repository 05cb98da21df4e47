import { recordChange } from "../../docs/changes-table";
import { describeChanges } from "../support/changes/describe-changes";
import { ROWS } from "../support/changes/rows";

describeChanges(ROWS, recordChange);
