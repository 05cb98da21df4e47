export { examinationAsJson } from "./examination-json";
export { examine, type Examination, type ExamineOptions } from "./examine";
export { doctorPermissions } from "./permissions";
export { formatExamination } from "./report";
export { verdictOf, type Verdict } from "./verdict";
