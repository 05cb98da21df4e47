export { codeText, html, mermaidLabel, prose, visible } from "./escape";
export { COMMENT_BUDGET, markdown, SUMMARY_BUDGET } from "./markdown";
export { page } from "./page";
export { sarif } from "./sarif";
