// Parameters: declared with a schema, given when the policy is applied, checked here.
import { anyText, check, flag, isMap, nearby, nearest, oneOf, plain, refuse, show, texts, unknown } from "./check.js";
import { milliseconds } from "./time.js";

const Values = Symbol.for("kubestellar.parameters");
const types = ["string", "integer", "number", "boolean", "duration", "array", "object"];
const count = (value, where) => {
  if (!Number.isInteger(value) || value < 0) refuse(where, `a whole number is expected, not ${show(value)}`);
};
const number = (value, where) => {
  if (typeof value !== "number" || !Number.isFinite(value)) refuse(where, `a number is expected, not ${show(value)}`);
};
const fields = {
  type: oneOf(...types), description: anyText, default: plain, optional: flag,
  enum: (value, where) => Array.isArray(value) && value.length > 0 ? plain(value, where) : refuse(where, "a list of values is expected"),
  minimum: number, maximum: number, minLength: count, maxLength: count, minItems: count, maxItems: count,
  pattern(value, where) {
    anyText(value, where);
    try {
      new RegExp(value, "u");
    } catch {
      refuse(where, `${show(value)} is no regular expression`);
    }
  },
  items: schema, required: texts, additionalProperties: flag,
  properties(value, where) {
    if (!isMap(value)) refuse(where, `a map of schemas is expected, not ${show(value)}`);
    for (const name of Object.keys(value)) schema(value[name], `${where}.${name}`);
  },
};

let declared = {};

/** Declares parameters and returns their values: given, or default. Call it at the top of a module. */
export function parameters(schemas) {
  if (!isMap(schemas)) refuse("parameters", `an object of schemas by name is expected, not ${show(schemas)}`);
  const given = globalThis[Values];
  const values = {};
  for (const name of Object.keys(schemas)) {
    const where = `parameters.${name}`;
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,62}$/.test(name)) refuse(where, "a name starts with a letter and has letters, digits, - and _");
    if (Object.hasOwn(declared, name)) refuse(where, "it is declared twice");
    const one = schemas[name];
    nearby(() => schema(one, where));
    if (one.default !== undefined) nearby(() => validate(one.default, one, where, "default"));
    values[name] = nearby(() => valueOf(name, one, given));
  }
  declared = { ...declared, ...schemas };
  return Object.freeze(values);
}

/** What was declared so far: by the module that declares the policy, and by all that it imports, a policy that it builds on too. */
export function collected() {
  return Object.keys(declared).length === 0 ? undefined : { ...declared };
}

function valueOf(name, one, given) {
  const value = given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;
  if (value === undefined || value === null) {
    if (one.default !== undefined || one.optional === true || given === undefined) return one.default;
    refuse(`parameter "${name}"`, `a value is missing${one.description === undefined ? "" : ` (${one.description})`}; give one with --set ${name}=...`);
  }
  const meant = fromText(value, one);
  validate(meant, one, `parameter "${name}"`, "");
  return meant;
}

/** What a command line gives is text: a number or a flag is read from it where the schema asks for one. */
function fromText(value, { type, enum: words }) {
  if (typeof value !== "string") return value;
  if (type === undefined) return words.includes(value) ? value : words.find(word => typeof word !== "object" && `${word}` === value) ?? value;
  if ((type === "integer" || type === "number" || type === "duration") && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value);
  return type === "boolean" && (value === "true" || value === "false") ? value === "true" : value;
}

function schema(value, where) {
  check(value, fields, where);
  if (value.type === undefined && value.enum === undefined) refuse(where, `"type" is missing: one of ${types.join(", ")}`);
  if (value.minimum > value.maximum) refuse(where, "minimum is above maximum");
}

function typeFits(value, type) {
  switch (type) {
    case "string": return typeof value === "string";
    case "integer": return Number.isInteger(value);
    case "number": return typeof value === "number" && Number.isFinite(value);
    case "boolean": return typeof value === "boolean";
    case "array": return Array.isArray(value);
    case "object": return isMap(value);
    default: return typeof value === "number" ? value >= 0 : typeof value === "string" && /^(\d+(ms|s|m|h|d))+$/.test(value);
  }
}

const article = { string: "a text", integer: "an integer", number: "a number", boolean: "true or false", array: "a list", object: "an object", duration: "a duration such as \"90s\"" };

/** Checks a value against a schema: the part of JSON Schema that the declaration may use. */
function validate(value, one, where, at) {
  const fail = message => refuse(at === "" ? where : `${where}.${at}`, message);
  if (one.type !== undefined && !typeFits(value, one.type)) fail(`${article[one.type]} is expected, not ${show(value)}${typeof value === "string" && (one.type === "array" || one.type === "object") ? "; on a command line give it with --set-json" : ""}`);
  if (one.enum !== undefined && !one.enum.some(word => same(word, value))) fail(`one of ${one.enum.map(word => JSON.stringify(word)).join(", ")} is expected, not ${show(value)}${hint(value, one.enum)}`);
  const size = one.type === "duration" ? milliseconds(value) : value;
  if (typeof size === "number") {
    if (size < one.minimum) fail(`at least ${one.minimum} is expected, not ${show(value)}`);
    if (size > one.maximum) fail(`at most ${one.maximum} is expected, not ${show(value)}`);
  }
  if (typeof value === "string") {
    if (value.length < one.minLength) fail(`at least ${one.minLength} characters are expected`);
    if (value.length > one.maxLength) fail(`at most ${one.maxLength} characters are expected`);
    if (one.pattern !== undefined && !new RegExp(one.pattern, "u").test(value)) fail(`${show(value)} does not match ${one.pattern}`);
  }
  const below = at === "" ? "" : `${at}.`;
  if (Array.isArray(value)) {
    if (value.length < one.minItems) fail(`at least ${one.minItems} items are expected`);
    if (value.length > one.maxItems) fail(`at most ${one.maxItems} items are expected`);
    if (one.items !== undefined) value.forEach((item, index) => validate(item, one.items, where, `${below}${index}`));
  } else if (isMap(value)) {
    for (const name of one.required ?? []) if (!Object.hasOwn(value, name)) fail(`"${name}" is missing`);
    for (const name of Object.keys(value)) {
      const own = one.properties !== undefined && Object.hasOwn(one.properties, name) ? one.properties[name] : undefined;
      if (own !== undefined) validate(value[name], own, where, `${below}${name}`);
      else if (one.additionalProperties === false) unknown(name, Object.keys(one.properties ?? {}), at === "" ? where : `${where}.${at}`, "member");
    }
  }
}

function hint(value, words) {
  const near = typeof value === "string" ? nearest(value, words.filter(word => typeof word === "string")) : undefined;
  return near === undefined ? "" : `; did you mean "${near}"?`;
}

function same(a, b) {
  return a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
}
