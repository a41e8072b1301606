// Ready-made reducers: associative and commutative, as status.combine must be.
import { isMap, refuse, show } from "./check.js";
import { sortedJson } from "./objects.js";

/** Sums two plain maps number by number, maps within maps as well; a combine function for counters. What one of them lacks, or has null for, is the other's. */
export function sum(a, b) {
  return added(a, b, "");
}

function added(a, b, path) {
  if (a === null || a === undefined) return b;
  if (b === null || b === undefined) return a;
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (!isMap(a) || !isMap(b)) refuse("sum", `${path === "" ? "what is summed" : path} must be numbers or maps of them, not ${show(a)} and ${show(b)}; for anything else use merge or maxBy`);
  const total = { ...a };
  for (const key of Object.keys(b)) total[key] = Object.hasOwn(total, key) ? added(total[key], b[key], path === "" ? key : `${path}.${key}`) : b[key];
  return total;
}

function rank(value) {
  return isMap(value) ? 5 : Array.isArray(value) ? 4 : typeof value === "string" ? 3 : typeof value === "number" ? 2 : typeof value === "boolean" ? 1 : 0;
}

/** Joins two values: maps member by member, lists as sets; of two different numbers the larger stays, of two texts the one later in order. */
export function merge(a, b) {
  if (rank(a) !== rank(b)) return rank(a) > rank(b) ? a : b;
  if (isMap(a)) {
    const joined = { ...a };
    for (const key of Object.keys(b)) joined[key] = Object.hasOwn(a, key) ? merge(a[key], b[key]) : b[key];
    return joined;
  }
  if (!Array.isArray(a)) return a >= b ? a : b;
  const items = new Map([...a, ...b].map(item => [sortedJson(item), item]));
  return [...items.keys()].sort().map(key => items.get(key));
}

/** A combine function that keeps the value with the greatest number: `maxBy(one => one.latencyMs)`. */
export function maxBy(number) {
  return (a, b) => {
    const left = number(a), right = number(b);
    return left > right ? a : right > left ? b : sortedJson(a) >= sortedJson(b) ? a : b;
  };
}

/** A combine function that keeps the value with the least number. */
export function minBy(number) {
  return maxBy(value => -number(value));
}

/** Counts a number under the first bound that it does not exceed, for `sum`: `histogram([10, 100])(42)` is `{ "100": 1 }`; above all: "+Inf". */
export function histogram(bounds) {
  if (!Array.isArray(bounds) || bounds.some((bound, i) => typeof bound !== "number" || (i > 0 && bound <= bounds[i - 1]))) refuse("histogram", "a list of rising numbers is expected");
  return value => {
    if (typeof value !== "number") refuse("histogram", `a number is expected, not ${show(value)}`);
    const bound = bounds.find(one => value <= one);
    return { [bound === undefined ? "+Inf" : `${bound}`]: 1 };
  };
}
