// Open Cluster Management's rollout strategies, with its names: https://open-cluster-management.io/docs/concepts/content-placement/placement/#rollout-strategy
import { check, freezeDeep, isMap, listOf, nearby, oneOf, refuse, show, text, whole } from "./check.js";
import { amount } from "./pace.js";
import { duration } from "./time.js";

const config = { type: oneOf("All", "Progressive", "ProgressivePerGroup"), minSuccessTime: duration, progressDeadline: deadline, maxFailures: amount(0) };
const perGroup = { ...config, mandatoryDecisionGroups: listOf(mandatory, "decision groups", 0), groupBy: text };
const types = { All: config, Progressive: { ...perGroup, maxConcurrency: amount(1) }, ProgressivePerGroup: perGroup };
const mandatoryFields = { groupName: text, groupIndex: whole(0) };
const own = ["soak", "deadline", "maxFailures", "concurrency"];

function deadline(value, where) {
  if (value !== "None") duration(value, where);
}

function mandatory(value, where) {
  check(value, mandatoryFields, where);
  if (value.groupName === undefined && value.groupIndex === undefined) refuse(where, "give \"groupName\" or \"groupIndex\"");
}

/** Checks a strategy. */
export function strategy(value, where) {
  if (!isMap(value) || value.type === undefined) refuse(where, `all(...), progressive(...) or progressivePerGroup(...) is expected, not ${show(value)}`);
  config.type(value.type, `${where}.type`);
  check(value, types[value.type], where);
}

/** Refuses what a strategy says by itself. */
export function paced(given, where) {
  if (given.strategy === undefined) return;
  for (const name of own) if (given[name] !== undefined) refuse(`${where}.${name}`, "the strategy has options of its own for that; leave it out");
}

function made(name, type, options) {
  if (!isMap(options)) refuse(name, `options are expected, not ${show(options)}`);
  const value = { ...options, type };
  nearby(() => strategy(value, name));
  return freezeDeep(value);
}

/** All at once. */
export function all(options = {}) {
  return made("all", "All", options);
}

/** So many at once. */
export function progressive(options = {}) {
  return made("progressive", "Progressive", options);
}

/** One decision group after the other. */
export function progressivePerGroup(options = {}) {
  return made("progressivePerGroup", "ProgressivePerGroup", options);
}
