// A number of replicas, split over edges by weight.
import { check, nearby, refuse, show } from "./check.js";
import { assign } from "./verdicts.js";

const numberOrFunction = (value, where) => {
  if (typeof value !== "function" && !(typeof value === "number" && value >= 0 && value < Infinity)) refuse(where, `a number from 0 or a function of an edge is expected, not ${show(value)}`);
};
const splitFields = { weight: numberOrFunction, min: numberOrFunction, max: numberOrFunction };

function at(option, edge, otherwise, where) {
  const value = typeof option === "function" ? option(edge) : option;
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== "number" || value !== value || value < 0) refuse(where, `a number from 0 is expected for edge ${edge.id}, not ${show(value)}`);
  return value;
}

/**
 * Splits `total` over edges by weight (all alike when left out), each with at least `min` and at most `max`: a list of assignments, without the
 * edges that get none. Shares are rounded as seats are by Sainte-Laguë, not by largest remainders: so a lost edge only adds to the others, and
 * never takes from one to give to another.
 */
export function split(total, edges, current, given = {}) {
  if (!Number.isInteger(total) || total < 0) refuse("split", `a whole number of replicas is expected, not ${show(total)}`);
  nearby(() => check(given, splitFields, "split"));
  const kept = new Set((current ?? []).map(edge => typeof edge === "string" ? edge : edge.id));
  const parts = [];
  for (const edge of edges) {
    const weight = at(given.weight, edge, 1, "split.weight"), most = Math.floor(at(given.max, edge, Infinity, "split.max"));
    const least = Math.min(Math.ceil(at(given.min, edge, 0, "split.min")), most);
    if (most > 0 && (weight > 0 || least > 0)) parts.push({ edge, weight, least, most, share: 0, own: kept.has(edge.id) });
  }
  shareOut(parts, total);
  return parts.filter(part => part.share > 0).map(part => assign(part.edge, part.share));
}

function shareOut(parts, total) {
  // Too little for every minimum: the heaviest, among alike those that have it. Who has it decides who gets any, never who gets more:
  // asked again with the answer as what there is, the answer must be the same.
  const minimum = parts.reduce((sum, part) => sum + part.least, 0);
  if (minimum >= total) {
    let least = 0, left = total;
    const some = order(parts, one => one.weight, true).filter(part => least < total && (least += part.least, true));
    for (const part of order(some, one => one.weight, false)) left -= part.share = Math.min(part.least, left);
    return;
  }
  const atDivisor = divisor => parts.reduce((sum, part) => sum + (part.share = Math.min(part.most, Math.max(part.least, Math.ceil(part.weight / divisor - 0.5)))), 0);
  // The divisor at which rounded shares come to the total, from the side on which they are too few; what is missing then are ties.
  const weighty = parts.filter(part => part.weight > 0).map(part => part.weight);
  let high = weighty.reduce((a, b) => Math.max(a, b), 0) * 4, low = weighty.reduce((a, b) => Math.min(a, b), Infinity) / (total + 1);
  if (weighty.length === 0) high = low = 1;
  if (atDivisor(low) <= total) return;
  for (let i = 0; i < 200 && low < high; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (atDivisor(middle) > total) low = middle;
    else high = middle;
  }
  let left = total - atDivisor(high);
  while (left > 0) {
    const before = left;
    for (const part of order(parts, one => one.weight / (2 * one.share + 1), true)) if (left > 0 && part.share < part.most && part.weight > 0) (part.share++, left--);
    if (left === before) return;
  }
}

/** Parts by a number, the greatest first; among alike those that have it and would get none come first when they are kept, then by id. */
function order(parts, key, keep) {
  const keyed = parts.map(part => ({ part, by: key(part), kept: keep && part.own && part.share === 0 ? 0 : 1 }));
  return keyed.sort((a, b) => b.by - a.by || a.kept - b.kept || (a.part.edge.id < b.part.edge.id ? -1 : 1)).map(one => one.part);
}
