// Choosing edges. Each choice is stable: an unchanged fleet keeps it, and a lost edge moves only what it must.
import { check, func, isMap, nearby, oneOf, refuse, required, show } from "./check.js";
import { readerOf } from "./edges.js";
import { hash } from "./hash.js";
import { quantity } from "./quantities.js";

const whole = (value, where) => {
  if (!Number.isInteger(value) || value < 0) refuse(where, `a whole number is expected, not ${show(value)}`);
};
const positive = (value, where) => {
  if (!(typeof value === "number" && value >= 0 && value < Infinity)) refuse(where, `a number from 0 is expected, not ${show(value)}`);
};
const any = () => { };
const spreadFields = {
  count: whole, total: whole, by: any, maxSkew: whole, whenUnsatisfiable: oneOf("ScheduleAnyway", "DoNotSchedule"), score: func, seed: (value, where) => typeof value === "string" || refuse(where, "a text is expected"),
};
const finite = (value, where) => Number.isFinite(value) || refuse(where, `a number is expected, not ${show(value)}`);
const scoreFields = { weight: finite, min: finite, max: finite };
const topFields = { count: whole, score: func, stickiness: positive };
const quorumFields = { members: whole, least: whole, by: any, score: func, seed: spreadFields.seed };

function options(given, fields, where, ...names) {
  nearby(() => {
    check(given, fields, where);
    required(given, where, ...names);
  });
}

function idsOf(edges) {
  return new Set((edges ?? []).map(edge => typeof edge === "string" ? edge : edge.id));
}

function inOrder(edges) {
  return edges.sort((a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Edges in the order in which they are wanted: those that have it, then the best score, then by id (or by chance of a seed). */
function ranked(edges, kept, { score, seed }) {
  const keyed = edges.map(edge => ({ edge, kept: kept.has(edge.id) ? 0 : 1, score: score === undefined ? 0 : score(edge), order: seed === undefined ? edge.id : `${hash(`${seed}/${edge.id}`)}/${edge.id}` }));
  const able = keyed.filter(one => typeof one.score === "number" && one.score === one.score);
  able.sort((a, b) => a.kept - b.kept || b.score - a.score || (a.order < b.order ? -1 : 1));
  return able.map(one => one.edge);
}

/** Edges by failure domain: a list of `{ name, edges }`, by name. Edges that have none are left out. */
export function failureDomains(edges, by) {
  const read = readerOf(by, "failureDomains.by"), domains = new Map();
  for (const edge of edges) {
    const value = read(edge);
    if (value === undefined || value === null || value === "") continue;
    const known = domains.get(`${value}`);
    if (known === undefined) domains.set(`${value}`, [edge]);
    else known.push(edge);
  }
  return [...domains.keys()].sort().map(name => ({ name, edges: domains.get(name) }));
}

/**
 * Spreads over failure domains (`by`: a label's key, `{ property }`, or a function of an edge): `count` edges in each domain, or `total` edges in
 * all, as evenly as `maxSkew` asks for (1 when left out). `whenUnsatisfiable: "DoNotSchedule"` chooses fewer than `total` rather than more skew.
 */
export function spread(edges, current, given) {
  options(given, spreadFields, "spread", "by");
  if ((given.count === undefined) === (given.total === undefined)) refuse("spread", "give either \"count\" (in each domain) or \"total\" (in all)");
  const kept = idsOf(current);
  const domains = failureDomains(edges, given.by).map(domain => {
    const list = ranked(domain.edges, kept, given);
    return { wanted: 0, list, kept: list.filter(edge => kept.has(edge.id)).length };
  });
  if (given.count !== undefined) for (const domain of domains) domain.wanted = Math.min(given.count, domain.list.length);
  else level(domains, given.total, Math.max(1, given.maxSkew ?? 1), given.whenUnsatisfiable === "DoNotSchedule");
  return inOrder(domains.flatMap(domain => domain.list.slice(0, domain.wanted)));
}

/** How many of each domain: what is there stays as far as evenness allows. */
function level(domains, total, maxSkew, hard) {
  let left = total;
  for (const domain of domains) left -= domain.wanted = domain.kept;
  // Too many: from the fullest first.
  while (left < 0) {
    const most = domains.reduce((a, domain) => Math.max(a, domain.wanted), 0);
    for (let i = domains.length - 1; i >= 0 && left < 0; i--) if (domains[i].wanted === most) (domains[i].wanted--, left++);
  }
  // Too few: to the emptiest that have room.
  let open = domains.filter(domain => domain.wanted < domain.list.length);
  while (left > 0 && open.length > 0) {
    const least = open.reduce((a, domain) => Math.min(a, domain.wanted), Infinity);
    for (const domain of open) if (left > 0 && domain.wanted === least) (domain.wanted++, left--);
    open = open.filter(domain => domain.wanted < domain.list.length);
  }
  // Too uneven: from the fullest to the emptiest that has room.
  for (;;) {
    let most, least;
    for (const domain of domains) {
      if (most === undefined || domain.wanted >= most.wanted) most = domain;
      if (domain.wanted < domain.list.length && (least === undefined || domain.wanted < least.wanted)) least = domain;
    }
    if (most === undefined || least === undefined || most.wanted - least.wanted <= maxSkew) break;
    most.wanted--;
    least.wanted++;
  }
  if (!hard) return;
  const floor = domains.reduce((a, domain) => Math.min(a, domain.wanted), Infinity);
  for (const domain of domains) domain.wanted = Math.min(domain.wanted, floor + maxSkew);
}

/**
 * The edges with the best scores. An edge that has the object gives it up only to one that is better by more than `stickiness` (0.1 when left
 * out: a tenth), so that small changes of a property move nothing. An edge with no number for a score is left out.
 */
export function top(edges, current, given) {
  options(given, topFields, "top", "count", "score");
  const kept = idsOf(current), { count, score, stickiness = 0.1 } = given;
  const held = edges.map(edge => ({ edge, own: kept.has(edge.id), score: score(edge) })).filter(one => typeof one.score === "number" && one.score === one.score);
  for (const one of held) if (one.own) one.score += Math.abs(one.score) * stickiness;
  held.sort((a, b) => b.score - a.score || (a.own !== b.own ? (a.own ? -1 : 1) : a.edge.id < b.edge.id ? -1 : 1));
  return inOrder(held.slice(0, count).map(one => one.edge));
}

/** How many of so many are a majority. */
export function majority(count) {
  return Math.floor(count / 2) + 1;
}

/**
 * The members of a service that needs a majority of them: `members` edges, over failure domains when `by` is given, so that losing one domain
 * costs as few as possible. With fewer than `least` edges (a majority, when left out) it does not start; once it runs, members that are left stay
 * where they are, also when a region comes that has none.
 */
export function quorum(edges, current, given) {
  options(given, quorumFields, "quorum", "members");
  const { members, least = majority(members), by, score, seed } = given;
  const there = idsOf(edges);
  const running = [...idsOf(current)].some(id => there.has(id));
  // Moving a member costs more than an uneven spread: once it runs, evenness decides only where a lost one comes back.
  const chosen = spread(edges, current, { total: members, by: by ?? (() => "all"), maxSkew: running ? Math.max(1, members) : 1, score, seed });
  return running || chosen.length >= least ? chosen : [];
}

/**
 * Scores from properties, as the prioritizers of Open Cluster Management: each property (a number or a quantity) is brought to 0 to 100 and
 * weighted; a negative weight prefers less. An edge that lacks one counts as the worst in it. Between `min` and `max` where they are given
 * (`{ free: { weight: 2, min: 0, max: 64 } }`), else between the least and the most of these edges: then one edge that comes or goes can change
 * the order of others. Use it as `top`'s or `spread`'s score.
 */
export function scores(edges, weights) {
  if (!isMap(weights)) refuse("scores", `a map of weights by property is expected, not ${show(weights)}`);
  const parts = Object.keys(weights).map(name => {
    const given = isMap(weights[name]) ? weights[name] : { weight: weights[name] };
    nearby(() => {
      check(given, scoreFields, `scores.${name}`);
      required(given, `scores.${name}`, "weight");
      if (given.min >= given.max) refuse(`scores.${name}`, "min is not below max");
    });
    const read = readerOf({ property: name }, "scores"), valueOf = edge => amount(read(edge));
    const values = edges.map(valueOf).filter(value => value === value);
    const least = given.min ?? values.reduce((a, b) => Math.min(a, b), Infinity), most = given.max ?? values.reduce((a, b) => Math.max(a, b), -Infinity);
    return { valueOf, weight: given.weight, least, range: most - least };
  });
  return edge => parts.reduce((total, { valueOf, weight, least, range }) => {
    const value = valueOf(edge);
    if (value !== value) return total;
    const share = range > 0 ? Math.min(1, Math.max(0, (value - least) / range)) : weight >= 0 ? 1 : 0;
    return total + Math.abs(weight) * 100 * (weight >= 0 ? share : 1 - share);
  }, 0);
}

/** A number, or what a quantity stands for; no number of anything else. */
function amount(value) {
  if (typeof value === "number") return value;
  try {
    return typeof value === "string" ? quantity(value) : NaN;
  } catch {
    return NaN;
  }
}
