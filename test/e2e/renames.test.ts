import { describeRenames } from "../support/changes/describe-renames";

// All at once, and one refusal; `test/full` tries each alone.
describeRenames([], ["PUT /renames-two?policy"]);
