// The policy language's helper library. Runs inside the policy host, and in any other JavaScript engine for tests and editors.
const Brand = Symbol.for("kubestellar.policy");

const later = { choose: 1, health: 1, dependsOn: 1, tolerations: 1, schedule: 1, overrides: 1 };
const fields = {
  name: text, selects, place: func, customize: func, modifiers, rollout, status,
};
const selectors = { kinds: texts, groups: texts, names: texts, namespaces: texts, labels: textMap };
const modifierFields = { createOnly: flag, prune: flag, drift: oneOf("Correct", "Report", "Ignore") };
const rolloutFields = { waves, soak: duration, gate: func, unreachable: oneOf("catch-up", "wait"), maxUnreachable: share };
const statusFields = { map: func, combine: func, finish: func };

/** Declares a policy: checks its shape and freezes it. */
export function policy(declaration) {
  check(declaration, fields, "policy");
  required(declaration, "policy", "selects", "place");
  const declared = freeze({ ...declaration });
  return Object.freeze(Object.defineProperty({ ...declared }, Brand, { value: true }));
}

/** A wave of the first so many percent of the edges, in a stable order. */
export function percent(value) {
  if (typeof value !== "number" || !(value > 0 && value <= 100)) refuse("percent", `${show(value)} is not above 0 and at most 100`);
  return Object.freeze({ percent: value });
}

/** What a rollout's gate answers. */
export const gate = Object.freeze({
  proceed: reason => verdict("proceed", reason),
  hold: reason => verdict("hold", reason),
  rollback: reason => verdict("rollback", reason),
  inconclusive: reason => verdict("inconclusive", reason),
});

/** Whether an object has all of these labels, with these values. */
export function hasLabels(object, labels) {
  const own = object.metadata?.labels ?? {};
  return Object.keys(labels).every(key => own[key] === labels[key]);
}

/** The containers of a workload's pod template (Deployment, DaemonSet, StatefulSet, Job, CronJob, Pod); none for other kinds. */
export function containers(object) {
  const pod = object.kind === "Pod" ? object.spec
    : object.kind === "CronJob" ? object.spec?.jobTemplate?.spec?.template?.spec
      : object.spec?.template?.spec;
  return pod?.containers ?? [];
}

/** Sums two plain maps number by number, maps within maps as well; a combine function for counters. */
export function sum(a, b) {
  if (typeof a === "number" && typeof b === "number") return a + b;
  const total = { ...a };
  for (const key of Object.keys(b)) total[key] = key in total ? sum(total[key], b[key]) : b[key];
  return total;
}

/** Milliseconds of a duration such as "90s", "10m", "1h30m"; a number is milliseconds already. */
export function milliseconds(value) {
  if (typeof value === "number" && value >= 0 && value < Infinity) return value;
  if (typeof value !== "string" || !/^(\d+(ms|s|m|h|d))+$/.test(value)) refuse("duration", `${show(value)} is no duration; write "90s", "10m" or "1h30m"`);
  const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  let sum = 0;
  for (const [, count, unit] of value.matchAll(/(\d+)(ms|s|m|h|d)/g)) sum += Number(count) * units[unit];
  return sum;
}

/** Milliseconds since 1970 of an RFC 3339 timestamp in UTC or with an offset; there is no clock and no Date in a policy. */
export function timestamp(value) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(value);
  if (parts === null) refuse("timestamp", `${show(value)} is no RFC 3339 timestamp`);
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = parts;
  // Days from the civil calendar, counted from March so that a leap day is a year's last.
  const y = Number(year) - (Number(month) <= 2 ? 1 : 0), era = Math.floor(y / 400), ofEra = y - era * 400;
  const ofYear = Math.floor((153 * ((Number(month) + 9) % 12) + 2) / 5) + Number(day) - 1;
  const days = era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
  const offset = sign === undefined ? 0 : (sign === "+" ? -1 : 1) * (Number(offsetHour) * 60 + Number(offsetMinute));
  return ((days * 24 + Number(hour)) * 60 + Number(minute) + offset) * 60_000 + Number(second) * 1000 + Math.floor(Number(fraction ?? 0) * 1000);
}

function verdict(decision, reason) {
  if (reason !== undefined && typeof reason !== "string") refuse(`gate.${decision}`, "the reason must be a text");
  return Object.freeze({ verdict: decision, reason: reason ?? "" });
}

/** What is wrong with a declaration, before any of it is run. */
class PolicyError extends TypeError {
  get name() { return "PolicyError"; }
}

function refuse(where, message) {
  throw new PolicyError(`${where}: ${message}`);
}

function show(value) {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  return Array.isArray(value) ? "an array" : typeof value === "function" ? "a function" : typeof value === "object" && value !== null ? "an object" : String(value);
}

function check(value, known, where) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(where, `an object is expected, not ${show(value)}`);
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(known, key)) {
      if (value[key] !== undefined) known[key](value[key], where === "policy" ? key : `${where}.${key}`);
    } else if (where === "policy" && Object.hasOwn(later, key)) refuse(where, `"${key}" is not available yet`);
    else {
      const near = nearest(key, Object.keys(known));
      refuse(where, `there is no field "${key.slice(0, 60)}"${near === undefined ? `; there are ${Object.keys(known).join(", ")}` : `, did you mean "${near}"?`}`);
    }
  }
}

function required(value, where, ...names) {
  for (const name of names) if (value[name] === undefined) refuse(where, `"${name}" is missing`);
}

function selects(value, where) {
  check(value, selectors, where);
  if (Object.keys(value).length === 0) refuse(where, "it names nothing; give at least one of kinds, groups, names, namespaces, labels");
}

function modifiers(value, where) {
  check(value, modifierFields, where);
}

function rollout(value, where) {
  check(value, rolloutFields, where);
  required(value, where, "waves");
}

function status(value, where) {
  check(value, statusFields, where);
  required(value, where, "map", "combine");
}

function waves(value, where) {
  if (!Array.isArray(value) || value.length === 0) refuse(where, "a list of waves is expected: percent(10), or a function of an edge");
  value.forEach((wave, index) => {
    if (typeof wave !== "function" && !(typeof wave === "object" && wave !== null && typeof wave.percent === "number")) refuse(`${where}[${index}]`, `percent(...) or a function of an edge is expected, not ${show(wave)}`);
  });
}

function text(value, where) {
  if (typeof value !== "string" || value === "") refuse(where, `a text is expected, not ${show(value)}`);
}

function texts(value, where) {
  if (!Array.isArray(value) || value.length === 0 || value.some(item => typeof item !== "string")) refuse(where, `a list of texts is expected, not ${show(value)}`);
}

function textMap(value, where) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(where, `a map of texts is expected, not ${show(value)}`);
  for (const key of Object.keys(value)) if (typeof value[key] !== "string") refuse(`${where}.${key}`, `a text is expected, not ${show(value[key])}`);
}

function func(value, where) {
  if (typeof value !== "function") refuse(where, `a function is expected, not ${show(value)}`);
  if (Object.prototype.toString.call(value) !== "[object Function]") refuse(where, "a plain function is expected: a policy cannot be async");
}

function flag(value, where) {
  if (typeof value !== "boolean") refuse(where, `true or false is expected, not ${show(value)}`);
}

function duration(value, where) {
  try {
    milliseconds(value);
  } catch (error) {
    refuse(where, error.message);
  }
}

function share(value, where) {
  if (!(typeof value === "number" && value >= 0 && value <= 1)) refuse(where, `a share from 0 to 1 is expected, not ${show(value)}`);
}

function oneOf(...words) {
  return (value, where) => {
    if (!words.includes(value)) refuse(where, `one of ${words.map(word => JSON.stringify(word)).join(", ")} is expected, not ${show(value)}`);
  };
}

function freeze(value) {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const key of Object.keys(value)) freeze(value[key]);
  return Object.freeze(value);
}

function nearest(word, names) {
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
