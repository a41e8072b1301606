// Reducers that compose: what an edge says of one object becomes a small value, two of these become one in any order, and the last becomes what people read.
import { branded, freezeDeep, isMap, nearby, refuse, show, unknown } from "./check.js";

const Brand = Symbol.for("kubestellar.reducer");

/** A reducer of this library: its `map` may give null for nothing, and its `finish` takes null for nothing at all. */
export function reducer(map, combine, finish) {
  return branded(Brand, { map, combine, finish });
}

/** Two partials, of which either may be nothing. */
export function joined(one, a, b) {
  return a === null || a === undefined ? b ?? null : b === null || b === undefined ? a : one.combine(a, b);
}

/** What a reducer is made of: one, one of somebody's own (`map`, `combine`, perhaps `finish`), or a map of them by name, at any depth. */
export function compose(shape, where) {
  if (!isMap(shape) || Object.keys(shape).length === 0) refuse(where, `a reducer such as fold.count(), or a map of them by name, is expected, not ${isMap(shape) ? "an empty map" : show(shape)}`);
  if (shape[Brand] === true) return shape;
  if (typeof shape.map === "function" && typeof shape.combine === "function")
    return reducer(shape.map, shape.combine, total => total === null || shape.finish === undefined ? total : shape.finish(total));
  const parts = Object.keys(shape).map(name => [name, compose(shape[name], `${where}.${name}`)]);
  return reducer(
    (report, edge) => some(parts.map(([name, one]) => [name, one.map(report, edge)])),
    (a, b) => some(parts.map(([name, one]) => [name, joined(one, a[name], b[name])])),
    total => Object.fromEntries(parts.map(([name, one]) => [name, one.finish(total?.[name] ?? null)])),
  );
}

/** Those that are something; null when none is. */
function some(entries) {
  const there = entries.filter(([, value]) => value !== undefined && value !== null);
  return there.length === 0 ? null : Object.fromEntries(there);
}

/** Checks the options of a reducer by name. */
export function options(given, where, known) {
  if (given === undefined) return {};
  if (!isMap(given)) refuse(where, `options are expected, not ${show(given)}`);
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(known, key)) unknown(key, Object.keys(known), where, "option");
    if (given[key] !== undefined) known[key](given[key], `${where}: ${key}`);
  }
  return given;
}

/** A function of a report and its edge. */
export function getter(value, where) {
  if (typeof value !== "function") refuse(where, `a function of a report and its edge is expected, not ${show(value)}`);
  return value;
}

/** A whole number within bounds. */
export function bounded(value, where, most) {
  if (!Number.isSafeInteger(value) || value < 1 || value > most) refuse(where, `a whole number from 1 to ${most} is expected, not ${show(value)}`);
  return value;
}

/** A number, or null for what SQL would not count: nothing, and what is no finite number. */
export function numberOf(value, where) {
  if (value === null || value === undefined) return null;
  if (typeof value !== "number") refuse(where, `a number is expected, not ${show(value)}; quantity("2Gi") and milliseconds("5m") make numbers of texts`);
  return Number.isFinite(value) ? value : null;
}

/** `status: reduce({ ... })`. */
export function reduce(shape, given) {
  return nearby(() => {
    const { where, by } = options(given, "reduce", { where: getter, by: (value, at) => { if (typeof value !== "string" || value === "") refuse(at, `the key of a label is expected, not ${show(value)}`); } });
    const one = compose(shape, "reduce");
    const whole = where === undefined ? one : filtered(where, one);
    const empty = whole.finish(null);
    return { map: whole.map, combine: whole.combine, finish: total => whole.finish(total), empty: empty === undefined ? null : freezeDeep(empty), ...by === undefined ? {} : { by } };
  });
}

/** Only what fits; as in SQL, what is not known does not. */
export function filtered(fits, one) {
  return reducer((report, edge) => fits(report, edge) === true ? one.map(report, edge) ?? null : null, one.combine, one.finish);
}

/** By the values of a label, or of a function. */
export function groupBy(by, shape, given) {
  return nearby(() => {
    const where = "fold.groupBy";
    if (typeof by !== "function" && (typeof by !== "string" || by === "")) refuse(where, `the key of a label, or a function of a report and its edge, is expected first, not ${show(by)}`);
    const { having, orderBy, limit } = options(given, where, { having: getter, orderBy: getter, limit: (value, at) => bounded(value, at, 1000) });
    const keys = typeof by === "string" ? (report, edge) => edge.labels[by] : by;
    const one = compose(shape, where);
    return reducer(
      (report, edge) => {
        const key = keys(report, edge), made = {};
        for (const name of Array.isArray(key) ? key : [key]) made[name === null || name === undefined ? "" : textOf(name, where)] = one.map(report, edge) ?? null;
        return made;
      },
      (a, b) => {
        const made = { ...a };
        for (const key of Object.keys(b)) made[key] = Object.hasOwn(made, key) ? joined(one, made[key], b[key]) : b[key];
        return made;
      },
      total => {
        let rows = Object.keys(total ?? {}).sort().map(key => [key, one.finish(total[key])]);
        if (having !== undefined) rows = rows.filter(([key, value]) => having(value, key) === true);
        if (orderBy !== undefined) rows = rows.map(row => [orderBy(row[1], row[0]), row]).sort(([a], [b]) => ordered(a, b)).map(([, row]) => row);
        if (limit !== undefined) rows = rows.slice(0, limit);
        return orderBy === undefined && limit === undefined ? Object.fromEntries(rows) : rows.map(([key, value]) => isMap(value) ? { group: key, ...value } : { group: key, value });
      },
    );
  });
}

/** A text that stands for a value. */
export function textOf(value, where) {
  if (typeof value === "string") return value;
  if (typeof value !== "number" && typeof value !== "boolean") refuse(where, `a text, a number, true or false is expected, not ${show(value)}`);
  return `${value}`;
}

/** Which of two values comes first: nothing before false before true before numbers before texts; lists item by item. */
export function ordered(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = ordered(a[i], b[i]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  const left = rank(a), right = rank(b);
  return left !== right ? left - right : left === 0 || a === b ? 0 : a < b ? -1 : 1;
}

function rank(value) {
  return value === null || value === undefined || (typeof value === "number" && Number.isNaN(value)) ? 0 : typeof value === "boolean" ? 1 : typeof value === "number" ? 2 : typeof value === "string" ? 3 : 4;
}
