// What a gate goes by besides the wave: declared here, fetched by the hub.
import { check, freezeDeep, isMap, nearby, oneOf, plain, refuse, required, show } from "./check.js";
import { duration } from "./time.js";

const MaxInputs = 32;
const kinds = {
  request: { source: subject, body: plain },
  keyValue: { source: matching(/^[A-Za-z0-9_-]+$/, "the name of a bucket"), key: matching(/^[A-Za-z0-9_=-][A-Za-z0-9_=/.-]*$/, "a key") },
  http: { source: url },
  prometheus: { source: url, key: matching(/\S/, "a query") },
  summary: { source: policyName },
};
const kindOf = oneOf(...Object.keys(kinds));

function matching(pattern, what) {
  return (value, where) => {
    if (typeof value !== "string" || !pattern.test(value)) refuse(where, `${what} is expected, not ${show(value)}`);
  };
}

function subject(value, where) {
  if (typeof value !== "string" || !/^[^\s.*>$][^\s.*>]*(\.[^\s.*>]+)*$/.test(value)) refuse(where, `a subject such as "metrics.errors", with no wildcard, is expected, not ${show(value)}`);
}

function url(value, where) {
  if (typeof value !== "string" || !/^https?:\/\/[^\s/?#@\\]+([/?#][^\s\\]*)?$/.test(value)) {
    refuse(where, typeof value === "string" && /^https?:\/\/[^/?#]*@/.test(value)
      ? "a URL must hold no user and no password: the whole fleet's operators can read it"
      : `a URL that starts with http:// or https:// is expected, not ${show(value)}`);
  }
}

/** The name of a policy. */
export function policyName(value, where) {
  if (typeof value !== "string" || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(value)) refuse(where, `the name of a policy is expected, not ${show(value)}`);
}

function input(value, where) {
  if (!isMap(value) || value.kind === undefined) refuse(where, `request(...), keyValue(...), http(...), prometheus(...) or summary(...) is expected, not ${show(value)}`);
  kindOf(value.kind, `${where}.kind`);
  check(value, { kind: kindOf, timeout: duration, ...kinds[value.kind] }, where);
  required(value, where, "source", ...Object.hasOwn(kinds[value.kind], "key") ? ["key"] : []);
}

/** Checks the inputs of a gate. */
export function inputs(value, where) {
  if (!isMap(value)) refuse(where, `a map of inputs by name is expected, not ${show(value)}`);
  const names = Object.keys(value);
  if (names.length > MaxInputs) refuse(where, `more than ${MaxInputs} inputs`);
  for (const name of names) {
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,62}$/.test(name)) refuse(`${where}.${name.slice(0, 60)}`, "a name starts with a letter and has letters, digits, - and _");
    input(value[name], `${where}.${name}`);
  }
}

function made(kind, source, more, options) {
  if (!isMap(options)) refuse(kind, `options are expected, not ${show(options)}`);
  const value = { ...options, kind, source, ...more };
  nearby(() => input(value, kind));
  return freezeDeep(value);
}

/** The reply to a NATS request. */
export function request(subject, body, options = {}) {
  return made("request", subject, body === undefined ? {} : { body }, options);
}

/** A key of a NATS key-value bucket. */
export function keyValue(bucket, key, options = {}) {
  return made("keyValue", bucket, { key }, options);
}

/** What an HTTP endpoint gives. */
export function http(url, options = {}) {
  return made("http", url, {}, options);
}

/** An instant query of Prometheus. */
export function prometheus(url, query, options = {}) {
  return made("prometheus", url, { key: query }, options);
}

/** The summary of another policy. */
export function summary(policy, options = {}) {
  return made("summary", policy, {}, options);
}
