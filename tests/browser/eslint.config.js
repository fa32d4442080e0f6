// Run from the root of the repository: eslint --config tests/browser/eslint.config.js widget tests/browser
import js from "@eslint/js";

const MARKUP = [
  "innerHTML",
  "outerHTML",
  "insertAdjacentHTML",
  "setHTMLUnsafe",
  "parseHTMLUnsafe",
  "srcdoc",
  "createContextualFragment",
];
const STORES = ["localStorage", "sessionStorage", "indexedDB", "caches", "cookieStore"];
const CODE = ["eval", "Function"];

/** @param {string} name */
const never = (name) => ({ property: name, message: "What was said must never become markup." });
/** @param {string} name */
const forgotten = (name) => ({ name, message: "The widget stores nothing and runs no text as code." });

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "max-len": ["error", { code: 120, ignoreUrls: true }],
      "max-lines": ["error", 300],
      "no-shadow": "error",
      // The type checker knows every name there is.
      "no-undef": "off",
      "no-unused-vars": "error",
      "no-var": "error",
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx", "hack"] }],
      "object-shorthand": "error",
      "prefer-const": "error",
      quotes: ["error", "double", { avoidEscape: true, allowTemplateLiterals: true }],
      semi: "error",
    },
  },
  {
    files: ["widget/**"],
    rules: {
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "no-console": ["error", { allow: ["error"] }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-restricted-globals": ["error", ...[...STORES, ...CODE].map(forgotten)],
      "no-restricted-properties": [
        "error",
        ...MARKUP.map(never),
        ...["write", "writeln", "cookie"].map((property) => ({ object: "document", property })),
        ...STORES.flatMap((property) => ["window", "globalThis", "self"].map((object) => ({ object, property }))),
      ],
    },
  },
  {
    // Sentences for people stand on a line each.
    files: ["widget/words.js"],
    rules: { "max-len": ["error", { code: 120, ignoreStrings: true, ignoreTemplateLiterals: true }] },
  },
  { ignores: ["**/node_modules/**", ".venv/**"] },
];
