export { examine, type Examination, type ExamineOptions } from "./examine";
export { verdictOf, type Verdict } from "./finding";
export { doctorPermissions } from "./permissions";
export { examinationAsJson, formatExamination } from "./report";
