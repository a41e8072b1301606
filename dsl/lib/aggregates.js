// Counts, sums, extremes: what SQL calls aggregates, with its rules for nothing: an aggregate of no number is null, a count is 0.
import { nearby, refuse, show } from "./check.js";
import { compose, filtered, getter, numberOf, options, ordered, reducer, textOf } from "./fold.js";

const added = (a, b) => a + b;

/** How many objects; with a function, those of which it knows something. */
export function count(of) {
  if (of !== undefined) nearby(() => getter(of, "fold.count"));
  return reducer((report, edge) => of === undefined || (of(report, edge) ?? null) !== null ? 1 : null, added, total => total ?? 0);
}

/** The sum of numbers. */
export function sum(of) {
  nearby(() => getter(of, "fold.sum"));
  return reducer((report, edge) => numberOf(of(report, edge), "fold.sum"), added, total => total);
}

/** Their mean; sum and number go up, the mean is made at the top. */
export function avg(of) {
  nearby(() => getter(of, "fold.avg"));
  return reducer(
    (report, edge) => {
      const number = numberOf(of(report, edge), "fold.avg");
      return number === null ? null : [number, 1];
    },
    (a, b) => [a[0] + b[0], a[1] + b[1]], total => total === null ? null : total[0] / total[1]);
}

function extreme(name, of, sign) {
  nearby(() => getter(of, name));
  return reducer(
    (report, edge) => {
      const value = of(report, edge) ?? null;
      if (typeof value === "number") return Number.isFinite(value) ? value : null;
      if (value !== null && typeof value !== "string") refuse(name, `a number or a text is expected, not ${show(value)}`);
      return value;
    },
    (a, b) => sign * ordered(a, b) <= 0 ? a : b, total => total);
}

/** The least number, or the text that comes first; numbers come before texts. */
export function min(of) {
  return extreme("fold.min", of, 1);
}

/** The greatest number, or the text that comes last. */
export function max(of) {
  return extreme("fold.max", of, -1);
}

/** All five at once: { count, sum, avg, min, max }. */
export function stats(of) {
  nearby(() => getter(of, "fold.stats"));
  return compose({ count: count((report, edge) => numberOf(of(report, edge), "fold.stats")), sum: sum(of), avg: avg(of), min: min(of), max: max(of) }, "fold.stats");
}

const sums = (a, b) => {
  const total = { ...a };
  for (const key of Object.keys(b)) total[key] = (Object.hasOwn(total, key) ? total[key] : 0) + b[key];
  return total;
};

const sorted = total => Object.fromEntries(Object.keys(total ?? {}).sort().map(key => [key, total[key]]));

/** How many objects have each value; a list counts once for each of its items. With `among`, any other value counts as "other", so that there are never more. */
export function counts(of, given) {
  return nearby(() => {
    getter(of, "fold.counts");
    const { among } = options(given, "fold.counts", { among: (value, at) => { if (!Array.isArray(value) || value.length === 0) refuse(at, `a list of values is expected, not ${show(value)}`); } });
    const known = among?.map(value => textOf(value, "fold.counts: among"));
    return reducer(
      (report, edge) => {
        const value = of(report, edge) ?? null;
        if (value === null) return null;
        const made = {};
        for (const item of Array.isArray(value) ? value : [value]) {
          const text = textOf(item, "fold.counts"), name = known === undefined || known.includes(text) ? text : "other";
          made[name] = (Object.hasOwn(made, name) ? made[name] : 0) + 1;
        }
        return made;
      },
      sums, total => known === undefined ? sorted(total) : { ...Object.fromEntries(known.map(name => [name, 0])), ...sorted(total) });
  });
}

/** How many objects have each condition, by its status: { Available: { True: 3, False: 1 } }. With names, those only. */
export function conditions(...names) {
  return reducer(
    report => {
      const made = {};
      for (const { type, status } of report.conditions) if (names.length === 0 || names.includes(type)) made[type] = { [status]: 1 };
      return Object.keys(made).length === 0 ? null : made;
    },
    (a, b) => {
      const total = { ...a };
      for (const type of Object.keys(b)) total[type] = Object.hasOwn(total, type) ? sums(total[type], b[type]) : b[type];
      return total;
    },
    total => Object.fromEntries(Object.keys(total ?? {}).sort().map(type => [type, sorted(total[type])])));
}

/** How many numbers are at most each bound and above the one before; above all: "+Inf". */
export function histogram(of, bounds) {
  nearby(() => {
    getter(of, "fold.histogram");
    if (!Array.isArray(bounds) || bounds.length === 0 || bounds.some((bound, i) => typeof bound !== "number" || (i > 0 && bound <= bounds[i - 1]))) refuse("fold.histogram", "a list of rising numbers is expected second");
  });
  const names = [...bounds.map(bound => `${bound}`), "+Inf"];
  return reducer(
    (report, edge) => {
      const number = numberOf(of(report, edge), "fold.histogram");
      return number === null ? null : { [names[bounds.findIndex(bound => number <= bound)] ?? "+Inf"]: 1 };
    },
    sums, total => Object.fromEntries(names.map(name => [name, total?.[name] ?? 0])));
}

/** n of m healthy; by what the report says, or by a function. */
export function healthy(is) {
  if (is !== undefined) nearby(() => getter(is, "fold.healthy"));
  return reducer((report, edge) => [(is === undefined ? report.ready : is(report, edge)) === true ? 1 : 0, 1], (a, b) => [a[0] + b[0], a[1] + b[1]],
    total => ({ healthy: total?.[0] ?? 0, of: total?.[1] ?? 0, text: `${total?.[0] ?? 0} of ${total?.[1] ?? 0} healthy` }));
}

/** Only what fits. */
export function where(fits, shape) {
  return nearby(() => filtered(getter(fits, "fold.where"), compose(shape, "fold.where")));
}
