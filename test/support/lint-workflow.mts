import { validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";

// GitHub's own checker of workflows. In a process of its own, because it is an ES module that jest cannot load.
// Reads a workflow from standard input and prints what is wrong with it as JSON.
let text = "";
for await (const chunk of process.stdin) text += String(chunk);
const document = TextDocument.create("file:///.github/workflows/it.yml", "yaml", 1, text);
const found = await validate(document);
const lines = found.map(({ message, range }) => `line ${range.start.line + 1}: ${message}`);
process.stdout.write(JSON.stringify(lines));
