import { describeRenames } from "../support/changes/describe-renames";

describeRenames();
