export { examine, type Examination } from "./examine";
export { verdictOf } from "./finding";
export { doctorPermissions } from "./permissions";
export { examinationAsJson, formatExamination } from "./report";
