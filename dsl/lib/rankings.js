// The first few of an order that all share: what is left out anywhere would be left out at the top as well, so joining loses nothing.
import { isMap, nearby, refuse, show } from "./check.js";
import { bounded, getter, numberOf, options, ordered, reducer } from "./fold.js";
import { sortedJson } from "./objects.js";

const Most = 1000;

/** Which object it is, for people: "Deployment/shop/web". */
const nameOf = report => report.namespace === "" ? `${report.kind}/${report.name}` : `${report.kind}/${report.namespace}/${report.name}`;
const who = (report, edge) => ({ edge: edge.id, object: nameOf(report) });

/** Keeps the first `n` rows: by their rank, then by edge and object, then by what they say. */
function firsts(n, row, finish) {
  const order = (a, b) => ordered(a[0], b[0]) || ordered(sortedJson(a[1]), sortedJson(b[1]));
  return reducer(
    (report, edge) => {
      const made = row(report, edge);
      return made === null ? null : { n: 1, rows: [made] };
    },
    (a, b) => ({ n: a.n + b.n, rows: [...a.rows, ...b.rows].sort(order).slice(0, n) }),
    total => finish((total?.rows ?? []).map(one => one[1]), total?.n ?? 0));
}

function ranked(name, n, of, item, sign) {
  return nearby(() => {
    bounded(n, name, Most);
    getter(of, name);
    if (item !== undefined) getter(item, name);
    return firsts(n, (report, edge) => {
      const value = numberOf(of(report, edge), name);
      if (value === null) return null;
      const more = item === undefined ? {} : item(report, edge) ?? {}, said = who(report, edge);
      return [[sign * value, said.edge, said.object], { value, ...said, ...isMap(more) ? more : { item: more } }];
    }, rows => rows);
  });
}

/** The `n` objects with the greatest numbers: [{ value, edge, object }], with what `item` adds. */
export function top(n, of, item) {
  return ranked("fold.top", n, of, item, -1);
}

/** The `n` objects with the least numbers. */
export function bottom(n, of, item) {
  return ranked("fold.bottom", n, of, item, 1);
}

/** The `n` worst of what is not ready, with reasons, and how many there are: failed before not applied before in progress, or by a function's number. */
export function worst(n, badness) {
  return nearby(() => {
    bounded(n, "fold.worst", Most);
    if (badness !== undefined) getter(badness, "fold.worst");
    const bad = badness ?? (report => report.ready ? null : report.health === "Failed" ? 3 : !report.applied ? 2 : 1);
    return firsts(n, (report, edge) => {
      const value = numberOf(bad(report, edge), "fold.worst"), said = who(report, edge);
      if (value === null || value <= 0) return null;
      const row = { ...said, health: report.health, reason: report.reason, message: report.message.length > 300 ? `${report.message.slice(0, 300)}...` : report.message };
      return [[-value, said.edge, said.object], row];
    }, (rows, total) => ({ count: total, worst: rows }));
  });
}

/** Rows of chosen columns, at most `limit`: by `orderBy` (a value, or a list of them; `descending` turns it round), then by edge and object. A column that knows nothing is null. */
export function select(columns, given) {
  return nearby(() => {
    if (!isMap(columns) || Object.keys(columns).length === 0) refuse("fold.select", `a map of columns is expected first, not ${isMap(columns) ? "an empty one" : show(columns)}`);
    for (const name of Object.keys(columns)) getter(columns[name], `fold.select: ${name}`);
    const { limit, where, orderBy, descending = false } = options(given, "fold.select", {
      limit: (value, at) => bounded(value, at, Most), where: getter, orderBy: getter,
      descending: (value, at) => { if (typeof value !== "boolean") refuse(at, `true or false is expected, not ${show(value)}`); },
    });
    if (limit === undefined) refuse("fold.select", "\"limit\" is missing: rows of a whole fleet would not fit");
    const order = (a, b) => (descending ? -1 : 1) * ordered(a[0][0], b[0][0]) || ordered(a[0].slice(1), b[0].slice(1)) || ordered(sortedJson(a[1]), sortedJson(b[1]));
    return reducer(
      (report, edge) => {
        if (where !== undefined && where(report, edge) !== true) return null;
        const row = {}, said = who(report, edge);
        for (const name of Object.keys(columns)) row[name] = columns[name](report, edge) ?? null;
        return [[[orderBy === undefined ? null : orderBy(report, edge) ?? null, said.edge, said.object], row]];
      },
      (a, b) => [...a, ...b].sort(order).slice(0, limit), total => (total ?? []).map(one => one[1]));
  });
}
