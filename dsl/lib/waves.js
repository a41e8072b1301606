// Waves: which edges get a change when. Plain data, but for the functions of edges in them; the policy host makes waves of them.
import { check, freezeDeep, func, isMap, listOf, nearby, refuse, required, show, text, texts, unknown, whole } from "./check.js";
import { pace, windows } from "./pace.js";
import { paced, strategy } from "./strategies.js";

const kinds = { percent: share, count: whole(1), groups: grouped, edges: ids, pick: func };
const groupFields = { label: text, order: texts, mandatory: texts };
const options = { name: text, ...pace, windows, strategy };
const expected = "percent(...), count(...), groups(...), edges(...), pick(...), wave(...) or a function of an edge is expected";

function share(value, where) {
  if (typeof value !== "number" || !(value > 0 && value <= 100)) refuse(where, `${show(value)} is not above 0 and at most 100`);
}

function grouped(value, where) {
  check(value, groupFields, where);
  required(value, where, "label");
  for (const name of ["order", "mandatory"]) if (new Set(value[name] ?? []).size !== (value[name] ?? []).length) refuse(`${where}.${name}`, "a value is there twice");
}

function ids(value, where) {
  listOf(text, "ids of edges")(value, where);
}

/** Which edges a wave takes: all but its options. */
function members(value, where) {
  if (typeof value === "function") return func(value, where);
  const [kind, ...more] = isMap(value) ? Object.keys(value) : [];
  if (kind === undefined) refuse(where, `${expected}, not ${show(value)}`);
  if (!Object.hasOwn(kinds, kind)) unknown(kind, Object.keys(kinds), where);
  if (more.length > 0) refuse(where, `"${kind}" stands alone; the options of a wave are given with wave(..., { ${more[0].slice(0, 60)}: ... })`);
  kinds[kind](value[kind], kind === "percent" ? where : `${where}.${kind}`);
}

/** Checks a wave of a rollout. */
export function waveOf(value, where) {
  if (!isMap(value) || value.wave === undefined) return members(value, where);
  const { wave: which, ...given } = value;
  if (isMap(which) && which.wave !== undefined) refuse(where, "a wave of a wave; give all options at once");
  members(which, where);
  check(given, options, where);
  paced(given, where);
}

function made(where, value) {
  nearby(() => waveOf(value, where));
  return freezeDeep(value);
}

/** The first so many percent of all edges, in a stable order. */
export function percent(value) {
  return made("percent", { percent: value });
}

/** The next so many edges, in a stable order. */
export function count(value) {
  nearby(() => whole(1)(value, "count"));
  return made("count", { count: value });
}

/** A wave for each value of a label. */
export function groups(by) {
  nearby(() => grouped(typeof by === "string" ? { label: by } : by, "groups"));
  return made("groups", { groups: typeof by === "string" ? { label: by } : { ...by } });
}

/** These edges, by their ids. */
export function edges(...list) {
  const flat = list.flat();
  nearby(() => ids(flat, "edges"));
  return made("edges", { edges: flat });
}

/** What a function of the edges that are left chooses. */
export function pick(choose) {
  nearby(() => func(choose, "pick"));
  return made("pick", { pick: choose });
}

/** A wave with options of its own. */
export function wave(which, given = {}) {
  if (!isMap(given)) refuse("wave", `options are expected, not ${show(given)}`);
  return made("wave", { ...given, wave: which });
}
