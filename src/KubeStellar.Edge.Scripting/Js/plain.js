// Plain data out: JSON text, written here member by member, so that no toJSON, getter or proxy is trusted and every size is bounded.
const MaxDepth = 100;
const MaxLength = 1_000_000;
const { hasOwn, keys: keysOf, freeze, getPrototypeOf } = Object;
const { isArray } = Array;
let budget = 0;
let path = [];

/** Digits of integers beyond 2^53 as the owner wrote them, by the double that the policy sees; null where two share one double. */
let exactDigits = new Map();

function isMap(value) {
  if (typeof value !== "object" || value === null || isArray(value)) return false;
  if (value.constructor === Object) return true;
  const prototype = getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Sorts in place. Lists of a few keys are what there is most of. */
function sorted(keys) {
  if (keys.length > 16) return keys.sort();
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i];
    let at = i;
    for (; at > 0 && keys[at - 1] > key; at--) keys[at] = keys[at - 1];
    keys[at] = key;
  }
  return keys;
}

/** The texts with commas between them. */
function joined(texts) {
  let all = "";
  for (let i = 0; i < texts.length; i++) all = i === 0 ? texts[i] : `${all},${texts[i]}`;
  return all;
}

function freezeDeep(value) {
  if (typeof value !== "object" || value === null) return value;
  if (isArray(value)) for (let i = 0; i < value.length; i++) freezeDeep(value[i]);
  else for (const key of keysOf(value)) freezeDeep(value[key]);
  return freeze(value);
}

/** Parses a workload object; remembers the digits of integers that a double cannot hold. */
function parseObject(text) {
  exactDigits = new Map();
  if (!/[0-9]{16}/.test(text)) return freezeDeep(JSON.parse(text));
  return freezeDeep(JSON.parse(text, (_, value, context) => {
    if (typeof value === "number" && !Number.isSafeInteger(value) && /^-?[0-9]+$/.test(context.source)) {
      const known = exactDigits.get(value);
      exactDigits.set(value, known === undefined || known === context.source ? context.source : null);
    }
    return value;
  }));
}

function where() {
  return path.length === 0 ? "the value" : path.join(".");
}

function spend(characters) {
  budget -= characters;
  if (budget < 0) throw bad(`the answer is larger than ${MaxResult} characters`);
}

function startWriting() {
  budget = MaxResult;
  path = [];
}

function writeNumber(value) {
  if (value !== value || value === Infinity || value === -Infinity) throw bad(`${where()} is ${value}, which is no JSON number`);
  if (Number.isSafeInteger(value)) return value === 0 ? "0" : `${value}`;
  const digits = exactDigits.get(value);
  if (digits === null) throw bad(`${where()} is an integer beyond 2^53 that stands for several of the object's numbers; use a BigInt`);
  return digits ?? `${value}`;
}

/** JSON of a text. Half of a character (a lone surrogate) has no form in UTF-8: nothing beyond the isolate could carry it. */
function writeText(text) {
  if (!text.isWellFormed()) throw bad(`${where().toWellFormed()} holds half of a character (a lone surrogate); cut texts between characters, as [...text] does`);
  return JSON.stringify(text);
}

function writeMembers(value, members) {
  const parts = [];
  for (const key of members) {
    path.push(key);
    const member = value[key];
    if (member !== undefined) {
      spend(key.length + 4);
      parts.push(`${writeText(key)}:${write(member)}`);
    }
    path.pop();
  }
  return `{${joined(parts)}}`;
}

function writeItems(value) {
  const length = value.length;
  if (!(length <= MaxLength)) throw bad(`${where()} has more than ${MaxLength} elements`);
  const parts = [];
  for (let i = 0; i < length; i++) {
    path.push(`${i}`);
    parts.push(write(value[i]));
    path.pop();
  }
  return `[${joined(parts)}]`;
}

function write(value) {
  spend(8);
  switch (typeof value) {
    case "string":
      spend(value.length);
      return writeText(value);
    case "number":
      return writeNumber(value);
    case "boolean":
      return value ? "true" : "false";
    case "bigint": {
      const digits = `${value}`;
      spend(digits.length);
      return digits;
    }
    case "object":
      break;
    default:
      throw bad(`${where()} is ${typeof value === "undefined" ? "undefined" : nameOf(value)}, which is no JSON`);
  }
  if (value === null) return "null";
  if (path.length > MaxDepth) throw tooDeep();
  const draft = draftBehind(value);
  if (draft !== undefined) return writeDraft(draft);
  if (isArray(value)) return writeItems(value);
  if (isMap(value)) return writeMembers(value, sorted(keysOf(value)));
  throw bad(`${where()} is ${typeof value.then === "function" ? "a Promise; a policy cannot be async" : "no plain object (a class instance, a Map, a Set ...)"}`);
}

/** JSON text of a value that a policy returned. */
function toJson(value) {
  startWriting();
  return write(value);
}
