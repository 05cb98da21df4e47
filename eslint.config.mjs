import js from "@eslint/js";
import tseslint from "typescript-eslint";

const providerIndex = {
  name: "@cdktf/provider-aws",
  message:
    "Import @cdktf/provider-aws/lib/<resource>: the index loads 1,500 resources (4 s, 1 GB).",
};

export default tseslint.config(
  { ignores: ["**/node_modules/", "**/dist/", "cdktf.out/", "coverage/"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ["**/*.ts"],
    rules: {
      "no-restricted-imports": ["error", { paths: [providerIndex] }],
      "max-lines": ["error", { max: 300 }],
      "@typescript-eslint/no-extraneous-class": "off",
    },
  },
  {
    files: ["modules/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [providerIndex],
          patterns: [
            { group: ["**/environments/**", "**/cli/**"], message: "modules/ knows no caller." },
          ],
        },
      ],
    },
  },
  {
    files: ["modules/core/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [providerIndex],
          patterns: [
            {
              regex: "^\\.\\./(kms|ssm|secretsmanager|iam|ecs|s3|logs)",
              message: "modules/core imports no service.",
            },
          ],
        },
      ],
    },
  },
);
