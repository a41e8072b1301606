import { fold, policy, reduce } from "kubestellar";
import { holds, same, seeded, throws } from "./assert.js";

const report = more => ({ key: "_.A.shop.a", kind: "A", name: "a", namespace: "shop", applied: true, ready: false, health: "InProgress", reason: "", message: "", status: null, conditions: [], object: {}, ...more });

const n = one => one.status?.n;
const joined = (one, a, b) => a === null || a === undefined ? b ?? null : b === null || b === undefined ? a : one.combine(a, b);
const carried = value => value === undefined ? null : JSON.parse(JSON.stringify(value));
const folded = (one, list) => list.reduce((total, value) => carried(joined(one, total, value)), null);
const rows = (...list) => list.map(status => [report({ status }), { id: "e", labels: {} }]);
const of = (one, list) => one.finish(folded(one, list.map(([said, edge]) => carried(one.map(said, edge)))));

/** The same of many, in a tree: what a hub does. */
function ofMany(one, list) {
  let values = list.map(([said, edge]) => one.map(said, edge) ?? null);
  while (values.length > 1) values = values.flatMap((value, i) => i % 2 === 0 ? [joined(one, value, values[i + 1] ?? null)] : []);
  return one.finish(values[0] ?? null);
}

export const tests = {
  "of nothing: counts are 0, aggregates null, as in SQL": () => same(
    [fold.count(), fold.count(n), fold.sum(n), fold.avg(n), fold.min(n), fold.max(n), fold.stats(n), fold.counts(n), fold.counts(n, { among: [1] }), fold.conditions(), fold.histogram(n, [1]), fold.quantiles(n, [0.5]), fold.distinct(n), fold.top(1, n), fold.worst(1), fold.healthy(), fold.select({ n }, { limit: 1 }), fold.groupBy("a", fold.sum(n)), fold.where(() => false, { s: fold.sum(n) })].map(one => one.finish(null)),
    [0, 0, null, null, null, null, { count: 0, sum: null, avg: null, min: null, max: null }, {}, { 1: 0 }, {}, { 1: 0, "+Inf": 0 }, { p50: null }, 0, [], { count: 0, worst: [] }, { healthy: 0, of: 0, text: "0 of 0 healthy" }, [], {}, { s: null }]),
  "nulls are left out of aggregates, and counted by count() only": () => {
    const list = rows({ n: 4 }, null, { n: null }, { n: 2 }, {}, { n: NaN });
    same([fold.count(), fold.count(n), fold.sum(n), fold.avg(n), fold.min(n), fold.max(n), fold.distinct(n)].map(one => of(one, list)), [6, 3, 6, 3, 2, 4, 3]);
    same(of(fold.where(one => n(one) !== 4, fold.count()), list), 5);
    same(of(fold.where(one => n(one) === null ? null : n(one) > 2, fold.count()), list), 1);
    same(of(fold.groupBy(one => one.status?.n > 3 ? "many" : null, fold.sum(n)), list.slice(0, 4)), { "": 2, many: 4 });
  },
  "a map of reducers": () => {
    const status = reduce({ n: fold.count(), deep: { sum: fold.sum(n), none: fold.max(one => one.status.nothing) } }, { by: "town" });
    same(of(status, rows({ n: 1 }, { n: 2 })), { n: 2, deep: { sum: 3, none: null } });
    same([status.by, status.empty], ["town", { n: 0, deep: { sum: null, none: null } }]);
    policy({ selects: { kinds: ["A"] }, place: () => true, status });
    policy({ selects: { kinds: ["A"] }, place: () => true, status: { by: "town" } });
    policy({ selects: { kinds: ["A"] }, place: () => true, status: { ...reduce(fold.count()), by: "town" } });
  },
  "quantiles are within their error, and exact at the ends": () => {
    for (const error of [0.01, 0.05]) {
      const one = fold.quantiles(n, [0, 0.1, 0.5, 0.99, 1], { error }), random = seeded(3), numbers = Array.from({ length: 1000 }, () => (random(2_000_000) - 400_000) / 97);
      const told = ofMany(one, rows(...numbers.map(value => ({ n: value }))));
      const exact = numbers.toSorted((a, b) => a - b);
      same([told.p0, told.p100], [exact[0], exact.at(-1)]);
      for (const [name, q] of [["p10", 0.1], ["p50", 0.5], ["p99", 0.99]]) {
        const want = exact[Math.floor(q * (exact.length - 1))];
        holds(Math.abs(told[name] - want) <= Math.abs(want) * error * 1.0001, `${name} with ${error}: ${told[name]} for ${want}`);
      }
    }
    same(of(fold.quantiles(n, [0.5, 0.999]), rows({ n: 0 }, { n: 0 }, { n: -5 })), { p50: 0, "p99.9": 0 });
  },
  "distinct is exact up to its limit and near above": () => {
    const one = fold.distinct(n), count = many => ofMany(one, rows(...Array.from({ length: many }, (_, i) => ({ n: { i: i % (many / 2) } }))));
    same([count(2), count(200), count(512)], [1, 100, 256]);
    for (const many of [1000, 3000]) holds(Math.abs(count(2 * many) / many - 1) < 0.07, `${count(2 * many)} for ${many}`);
  },
  "rankings break ties by edge and object": () => {
    const list = ["c", "a", "b"].flatMap(id => [1, 2].map(value => [report({ name: `o${3 - value}`, status: { n: value } }), { id, labels: {} }]));
    same(of(fold.top(4, n), list).map(row => `${row.value} ${row.edge} ${row.object}`), ["2 a A/shop/o1", "2 b A/shop/o1", "2 c A/shop/o1", "1 a A/shop/o2"]);
    same(of(fold.bottom(1, n, () => ({ why: "small" })), list), [{ value: 1, edge: "a", object: "A/shop/o2", why: "small" }]);
  },
  "the worst come with their reasons": () => {
    const list = [["a", { health: "InProgress", reason: "Slow" }], ["b", { health: "Failed", reason: "CrashLoop", message: "x" }], ["c", { ready: true }], ["d", { applied: false, reason: "Conflict" }]].map(([id, more]) => [report(more), { id, labels: {} }]);
    same(of(fold.worst(2), list), { count: 3, worst: [{ edge: "b", object: "A/shop/a", health: "Failed", reason: "CrashLoop", message: "x" }, { edge: "d", object: "A/shop/a", health: "InProgress", reason: "Conflict", message: "" }] });
  },
  "values by odd names": () => {
    same(of(fold.counts(one => one.status.t), rows({ t: "constructor" }, { t: "constructor" }, { t: "toString" })), { constructor: 2, toString: 1 });
    same(of(fold.groupBy(one => one.status.t, fold.count()), rows({ t: "hasOwnProperty" }, { t: "hasOwnProperty" })), { hasOwnProperty: 2 });
  },
  "what is wrong is said where it is written": () => {
    throws(() => reduce({}), "reduce: a reducer such as fold.count()");
    throws(() => reduce({ a: 5 }), "reduce.a: a reducer such as fold.count(), or a map of them by name, is expected, not 5");
    throws(() => reduce(fold.count(), { wehre: n }), "did you mean \"where\"?");
    throws(() => fold.sum("n"), "fold.sum: a function of a report and its edge is expected, not \"n\"");
    throws(() => fold.sum(() => "5").map(report(), {}), "fold.sum: a number is expected, not \"5\"; quantity(\"2Gi\")");
    throws(() => fold.select({ n }, {}), "\"limit\" is missing");
    throws(() => fold.top(0, n), "a whole number from 1 to 1000");
    throws(() => fold.quantiles(n, [2]), "a list of numbers from 0 to 1");
    throws(() => fold.quantiles(n, [0.5], { error: 0 }), "a number from 0.001 to 0.5");
    throws(() => fold.histogram(n, [2, 1]), "a list of rising numbers");
    throws(() => fold.groupBy("region", 1), "fold.groupBy: a reducer such as");
    throws(() => policy({ selects: { kinds: ["A"] }, place: () => true, status: {} }), "\"map\" is missing");
    throws(() => policy({ selects: { kinds: ["A"] }, place: () => true, status: { by: "a", finish: n } }), "\"map\" is missing");
  },
};
