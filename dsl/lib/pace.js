// How fast a wave goes, and what it takes to go on: options of a wave, which a rollout may give for all.
import { check, func, isMap, listOf, oneOf, refuse, required, show, text, texts, whole } from "./check.js";
import { duration, timestamp } from "./time.js";

const budgetFields = { per: text, edges: whole(1) };
const approvalFields = { count: whole(1), by: texts };
const windowFields = { days: listOf(oneOf("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "days"), from: time, to: time, zone };
const freezeFields = { from: instant, to: instant, reason: text };

/** Checks a number from `least`, or a share such as "10%". */
export function amount(least) {
  return (value, where) => {
    if (typeof value === "string" && /^\d{1,3}(\.\d+)?%$/.test(value) && parseFloat(value) <= 100 && (least === 0 || parseFloat(value) > 0)) return;
    if (!Number.isInteger(value) || value < least || value > 2147483647) refuse(where, `a whole number from ${least}, or a share such as "10%", is expected, not ${show(value)}`);
  };
}

function budgets(value, where) {
  if (Array.isArray(value)) value.forEach((one, index) => budget(one, `${where}[${index}]`));
  else budget(value, where);
}

function budget(value, where) {
  check(value, budgetFields, where);
  required(value, where, "per", "edges");
}

function approval(value, where) {
  if (!isMap(value)) return whole(1)(value, where);
  check(value, approvalFields, where);
  const { count = 1, by } = value;
  if (by === undefined) required(value, where, "count");
  else if (new Set(by).size < count) refuse(where, `${count} must approve, and "by" names ${new Set(by).size}`);
}

function time(value, where) {
  if (typeof value !== "string" || !/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) refuse(where, `a time of day such as "22:00" is expected, not ${show(value)}`);
}

function zone(value, where) {
  if (typeof value !== "string" || !/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(value)) refuse(where, `a time zone such as "Europe/Berlin" is expected, not ${show(value)}`);
}

function instant(value, where) {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(value)) refuse(where, `a time such as "2026-12-24T00:00:00Z" is expected, not ${show(value)}`);
}

function freeze(value, where) {
  check(value, freezeFields, where);
  required(value, where, "from", "to");
  if (timestamp(value.from) >= timestamp(value.to)) refuse(where, "it ends before it begins");
}

/** Checks maintenance windows. */
export const windows = listOf((value, where) => {
  check(value, windowFields, where);
  required(value, where, "from", "to");
}, "windows");

/** Checks spans in which nothing moves. */
export const freezes = listOf(freeze, "freezes");

/** Options that a wave and a rollout both have. */
export const pace = {
  soak: duration, deadline: duration, maxFailures: amount(0), concurrency: amount(1), jitter: duration, budget: budgets,
  bytesPerMinute: whole(1), pullsPerMinute: whole(1), approve: approval, gate: func,
};
