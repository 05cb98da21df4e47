export { examine, type Examination } from "./examine";
export { verdictOf } from "./explain";
export { doctorPermissions } from "./permissions";
export { examinationAsJson, formatExamination } from "./report";
