// What is bundled into strip-types.js: sucrase's TypeScript transform, and after it spaces where types were, so that columns stay too.
import TokenProcessor from "sucrase/dist/esm/TokenProcessor.js";
import { HelperManager } from "sucrase/dist/esm/HelperManager.js";
import NameManager from "sucrase/dist/esm/NameManager.js";
import identifyShadowedGlobals from "sucrase/dist/esm/identifyShadowedGlobals.js";
import { parse } from "sucrase/dist/esm/parser/index.js";
import { ContextualKeyword } from "sucrase/dist/esm/parser/tokenizer/keywords.js";
import { TokenType } from "sucrase/dist/esm/parser/tokenizer/types.js";
import RootTransformer from "sucrase/dist/esm/transformers/RootTransformer.js";
import getTSImportedNames from "sucrase/dist/esm/util/getTSImportedNames.js";

const options = { transforms: ["typescript"], disableESTransforms: true };

/** JSON of `{ code }`, or of `{ error, line, column }` where the text cannot be parsed. */
export function strip(text) {
  try {
    return JSON.stringify({ code: transformed(text) });
  } catch (error) {
    if (error instanceof RangeError) return JSON.stringify({ error: "it is nested too deeply", line: 0, column: 0 });
    const { loc, pos, message } = error;
    // sucrase counts columns from 0 or 1 by the kind of error; the offset is exact.
    const line = typeof pos === "number" ? text.slice(0, pos).split("\n").length : loc?.line ?? 0;
    const column = typeof pos === "number" ? pos - text.lastIndexOf("\n", pos - 1) : 0;
    return JSON.stringify({ error: `${message}`.replace(/^Error transforming [^:]*: /, "").replace(/ \(\d+:\d+\)$/, ""), line, column });
  }
}

function transformed(text) {
  const { tokens, scopes } = parse(text, false, true, false);
  refuseNamespaces(tokens);
  const names = new NameManager(text, tokens), helpers = new HelperManager(names);
  const tokenProcessor = new TokenProcessor(text, tokens, false, true, helpers);
  identifyShadowedGlobals(tokenProcessor, scopes, getTSImportedNames(tokenProcessor));
  const context = { tokenProcessor, scopes, nameManager: names, importProcessor: null, helperManager: helpers };
  const { code, mappings } = new RootTransformer(context, options.transforms, false, options).transform();
  return padded(code, mappings, text, tokens);
}

/** sucrase would drop a namespace without a word, and what uses it would fail far from it. */
function refuseNamespaces(tokens) {
  tokens.forEach(({ type, isType, contextualKeyword, start }, i) => {
    if (type !== TokenType.name || !isType || (contextualKeyword !== ContextualKeyword._namespace && contextualKeyword !== ContextualKeyword._module)) return;
    const after = tokens[i + 2]?.type, before = tokens[tokens[i - 1]?.type === TokenType._export ? i - 2 : i - 1];
    // What is declared only, and what stands within it, has a token of a type before it.
    if (tokens[i + 1]?.type === TokenType.name && (after === TokenType.braceL || after === TokenType.dot) && !before?.isType)
      throw Object.assign(new SyntaxError("a namespace is not supported; use a module of its own"), { pos: start });
  });
}

/** Each token that moved to the left is moved back. Inside of a template's text nothing may be added, and need not: the brace before it was moved. */
function padded(code, mappings, text, tokens) {
  const parts = [];
  let done = 0, column = 0, lineStart = 0, seen = 0;
  const take = end => {
    const part = code.slice(done, end), last = part.lastIndexOf("\n");
    parts.push(part);
    column = last < 0 ? column + part.length : part.length - last - 1;
    done = end;
  };
  tokens.forEach((token, index) => {
    for (let line = text.indexOf("\n", seen); line >= 0 && line < token.start; line = text.indexOf("\n", seen)) lineStart = seen = line + 1;
    const at = mappings[index];
    if (at === undefined || at < done || token.type === TokenType.template) return;
    take(at);
    // The parenthesis before an arrow function's type comes after it in the result.
    const moved = token.type === TokenType.arrow && code.startsWith(") =>", at) ? 2 : 0;
    const missing = token.start - lineStart - column - moved;
    if (missing > 0) {
      parts.push(" ".repeat(missing));
      column += missing;
    }
  });
  take(code.length);
  return parts.join("");
}
