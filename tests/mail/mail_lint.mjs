// Reads a mail's HTML on standard input; prints what html-validate and caniemail say, as JSON.
import { readFileSync } from "node:fs";
import { HtmlValidate } from "html-validate";
import { caniemail } from "caniemail";

const html = readFileSync(0, "utf8");
const rules = {
  extends: ["html-validate:recommended"],
  rules: {
    // Styles stand on the elements, tables make the layout and old clients want their attributes.
    "no-inline-style": "off",
    "no-deprecated-attr": "off",
    "attribute-boolean-style": "off",
    "no-trailing-whitespace": "off",
    "long-title": "off",
    "void-style": "off",
    "doctype-style": "off",
    "attr-quotes": "off",
  },
};
const report = await new HtmlValidate(rules).validateString(html);
const validate = report.results.flatMap((one) =>
  one.messages.map((said) => `${said.ruleId} ${said.line}:${said.column} ${said.message}`),
);

const clients = [
  "outlook.windows", "outlook.windows-mail", "outlook.macos", "outlook.ios", "outlook.android",
  "gmail.desktop-webmail", "gmail.ios", "gmail.android", "apple-mail.macos", "apple-mail.ios",
  "samsung-email.android", "thunderbird.macos", "protonmail.desktop-webmail",
  "yahoo.desktop-webmail",
];
const errors = [], warnings = [], silent = [];
for (const client of clients) {
  try {
    const { issues } = caniemail({ clients: [client], html });
    for (const [into, found] of [[errors, issues.errors], [warnings, issues.warnings]]) {
      for (const list of found.values()) {
        into.push(...list.map((issue) => ({ client, feature: issue.title })));
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    silent.push(client); // caniemail knows nothing of a feature for this client
  }
}
process.stdout.write(JSON.stringify({ validate, errors, warnings, silent }));
