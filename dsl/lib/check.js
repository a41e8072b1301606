// Checks of what a policy declares. An error says which field, what is wrong with it, and what is expected instead.

/** What is wrong with a declaration, before any of it is run. */
export class PolicyError extends TypeError {
  get name() { return "PolicyError"; }
}

/** @returns {never} */
export function refuse(where, message) {
  throw new PolicyError(`${where}: ${message}`);
}

/** Throws anew what a check deep down threw: engines keep only some ten calls of a stack, and the policy's own line must be among them. */
export function nearby(action) {
  try {
    return action();
  } catch (error) {
    throw error instanceof PolicyError ? new PolicyError(error.message) : error;
  }
}

/** A value in words, short enough for a message. */
export function show(value) {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  if (typeof value === "bigint") return `${value}n`;
  return Array.isArray(value) ? "an array" : typeof value === "function" ? "a function" : typeof value === "object" && value !== null ? "an object" : String(value);
}

export function isMap(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Marks a value as made by this library: an own property that neither JSON nor a loop over keys sees. */
export function branded(brand, value) {
  return Object.freeze(Object.defineProperty(value, brand, { value: true }));
}

/** Checks the members of an object by name; `known` holds a check for each that may be there. */
export function check(value, known, where, root = false) {
  if (!isMap(value)) refuse(where, `an object is expected, not ${show(value)}`);
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(known, key)) unknown(key, Object.keys(known), where);
    if (value[key] !== undefined) known[key](value[key], root ? key : `${where}.${key}`);
  }
}

/** Refuses a name that is not there and says which was probably meant. */
export function unknown(key, names, where, what = "field") {
  const near = nearest(key, names);
  refuse(where, `there is no ${what} "${key.slice(0, 60)}"${near !== undefined ? `, did you mean "${near}"?` : names.length === 0 ? "" : `; there are ${names.join(", ")}`}`);
}

export function required(value, where, ...names) {
  for (const name of names) if (value[name] === undefined) refuse(where, `"${name}" is missing`);
}

export function text(value, where) {
  if (typeof value !== "string" || value === "") refuse(where, `a text is expected, not ${show(value)}`);
}

export function anyText(value, where) {
  if (typeof value !== "string") refuse(where, `a text is expected, not ${show(value)}`);
}

export function flag(value, where) {
  if (typeof value !== "boolean") refuse(where, `true or false is expected, not ${show(value)}`);
}

/** A whole number from `least`, as .NET's Int64 and JavaScript both have it. */
export function whole(least) {
  return (value, where) => {
    if (!Number.isSafeInteger(value) || value < least) refuse(where, `a whole number from ${least} is expected, not ${show(value)}`);
  };
}

export function func(value, where) {
  if (typeof value !== "function") refuse(where, `a function is expected, not ${show(value)}`);
  if (Object.prototype.toString.call(value) !== "[object Function]") refuse(where, "a plain function is expected: a policy cannot be async");
}

export function share(value, where) {
  if (!(typeof value === "number" && value >= 0 && value <= 1)) refuse(where, `a share from 0 to 1 is expected, not ${show(value)}`);
}

export function oneOf(...words) {
  return (value, where) => {
    if (words.includes(value)) return;
    const near = typeof value === "string" ? nearest(value, words) : undefined;
    refuse(where, `one of ${words.map(word => JSON.stringify(word)).join(", ")} is expected, not ${show(value)}${near === undefined ? "" : `; did you mean "${near}"?`}`);
  };
}

/** A list whose items pass a check of their own. */
export function listOf(item, what, least = 1) {
  return (value, where) => {
    if (!Array.isArray(value) || value.length < least) refuse(where, `a list of ${what} is expected, not ${Array.isArray(value) ? "an empty one" : show(value)}`);
    value.forEach((one, index) => item(one, `${where}[${index}]`));
  };
}

export const texts = listOf(anyText, "texts");

export function textMap(value, where) {
  if (!isMap(value)) refuse(where, `a map of texts is expected, not ${show(value)}`);
  for (const key of Object.keys(value)) anyText(value[key], `${where}.${key}`);
}

/** A function, or what another check takes. */
export function funcOr(other) {
  return (value, where) => typeof value === "function" ? func(value, where) : other(value, where);
}

/** Plain data all the way down: what JSON can say. */
export function plain(value, where, depth = 0) {
  if (depth > 100) refuse(where, "nested deeper than 100, or in a circle");
  if (typeof value === "function" || typeof value === "symbol" || (typeof value === "number" && !Number.isFinite(value))) refuse(where, `plain data is expected, not ${show(value)}`);
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) plain(value[key], Array.isArray(value) ? `${where}[${key}]` : `${where}.${key}`, depth + 1);
}

export function freezeDeep(value) {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const key of Object.keys(value)) freezeDeep(value[key]);
  return value;
}

/** The name among some that was probably meant; undefined when none is near. */
export function nearest(word, names) {
  let best, least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const apart = distance(word.slice(0, 40).toLowerCase(), name.toLowerCase());
    if (apart < least) [best, least] = [name, apart];
  }
  return best;
}

function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}
