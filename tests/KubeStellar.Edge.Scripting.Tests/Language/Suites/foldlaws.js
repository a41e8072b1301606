import { fold, reduce } from "kubestellar";
import { same, seeded } from "./assert.js";

const report = more => ({ key: "_.A.shop.a", kind: "A", name: "a", namespace: "shop", applied: true, ready: false, health: "InProgress", reason: "", message: "", status: null, conditions: [], object: {}, ...more });

/** A random object at a random edge; some of it is not known. */
function item(random) {
  const maybe = value => random(4) === 0 ? [null, undefined][random(2)] : value;
  const ready = random(2) === 0;
  return [
    report({
      name: `a${random(5)}`, namespace: random(3) === 0 ? "" : "shop", ready, applied: random(3) > 0, health: ready ? "Current" : ["Failed", "InProgress", "Unknown"][random(3)], reason: ["", "Bad", "Slow"][random(3)],
      status: maybe({ n: maybe(random(100) - 20), x: maybe(random(1000) / 7), t: maybe(`t${random(5)}`), l: maybe([`a${random(3)}`, `b${random(2)}`]), f: maybe(random(2) === 0) }),
      conditions: random(3) === 0 ? [] : [{ type: "Ready", status: ["True", "False", "Unknown"][random(3)], reason: "", message: "" }, { type: `C${random(2)}`, status: "True", reason: "", message: "" }],
    }),
    { id: `e${random(9)}`, labels: random(4) === 0 ? {} : { region: `r${random(3)}` }, properties: {}, taints: [] },
  ];
}

const n = one => one.status?.n;
const kinds = {
  count: fold.count(), "count of": fold.count(n), sum: fold.sum(n), avg: fold.avg(n), min: fold.min(n), max: fold.max(n), "min of texts": fold.min(one => one.status?.t), "max of both": fold.max(one => one.status?.t ?? n(one)), stats: fold.stats(n),
  counts: fold.counts(one => one.status?.t), "counts of lists": fold.counts(one => one.status?.l), "counts among": fold.counts(one => one.status?.t, { among: ["t1", "t9"] }), flags: fold.counts(one => one.status?.f),
  conditions: fold.conditions(), "some conditions": fold.conditions("Ready"), histogram: fold.histogram(n, [-10, 0, 50]), quantiles: fold.quantiles(n, [0, 0.25, 0.5, 0.9, 1]), distinct: fold.distinct(one => one.status?.t), "distinct above the limit": fold.distinct(n, { limit: 2 }),
  top: fold.top(2, n), bottom: fold.bottom(3, n, one => ({ t: one.status?.t ?? null })), worst: fold.worst(2), "worst by": fold.worst(2, n), healthy: fold.healthy(), "healthy by": fold.healthy(one => one.status?.f),
  select: fold.select({ edge: (_, edge) => edge.id, n, t: one => one.status?.t }, { limit: 3 }), "select ordered": fold.select({ n }, { limit: 2, orderBy: one => [one.status?.t, n(one)], descending: true, where: one => n(one) > 0 }),
  where: fold.where(one => n(one) > 10, fold.sum(n)), "where of a map": fold.where(one => one.status?.f, { n: fold.count(), s: fold.sum(n) }), groupBy: fold.groupBy("region", fold.sum(n)), "groupBy nested": fold.groupBy("region", fold.groupBy(one => one.status?.t, { n: fold.count(), s: fold.avg(n) })),
  "groupBy of lists": fold.groupBy(one => one.status?.l, fold.count()), "groupBy rows": fold.groupBy("region", { n: fold.count() }, { having: value => value.n > 1, orderBy: value => -value.n, limit: 2 }),
  map: reduce({ a: { n: fold.count(), s: fold.sum(n) }, h: fold.healthy() }), "a map with a filter": reduce({ n: fold.count(), s: fold.max(n) }, { where: one => one.ready }),
  "one of one's own": reduce({ own: { map: one => n(one), combine: (a, b) => Math.max(a, b) }, n: fold.count() }),
};

const joined = (one, a, b) => a === null || a === undefined ? b ?? null : b === null || b === undefined ? a : one.combine(a, b);
const carried = value => value === undefined ? null : JSON.parse(JSON.stringify(value));
const frozen = value => typeof value === "object" && value !== null ? (Object.values(value).forEach(frozen), Object.freeze(value)) : value;
const partials = (one, random, most) => Array.from({ length: random(most) }, () => frozen(carried(one.map(...item(random)))));
const folded = (one, list) => list.reduce((total, value) => frozen(carried(joined(one, total, value))), null);

export const tests = {
  "every reducer is associative and commutative, and nothing is neutral": () => {
    for (const name of Object.keys(kinds)) {
      const one = kinds[name];
      for (let seed = 1; seed <= 8; seed++) {
        const random = seeded(seed), about = `${name}, seed ${seed}:`, [a, b, c] = [folded(one, partials(one, random, 6)), folded(one, partials(one, random, 4)), folded(one, partials(one, random, 3))];
        same(joined(one, a, b), joined(one, b, a), `${about} commutative`);
        same(joined(one, joined(one, a, b), c), joined(one, a, joined(one, b, c)), `${about} associative`);
        same([joined(one, a, null), joined(one, null, a)], [a, a], `${about} neutral`);
      }
    }
  },
  "any order and grouping ends alike": () => {
    for (const name of Object.keys(kinds)) {
      const one = kinds[name];
      for (let seed = 1; seed <= 3; seed++) {
        const random = seeded(seed), list = partials(one, random, 30), other = list.map(value => [random(1000), value]).sort((x, y) => x[0] - y[0]).map(([, value]) => value), at = random(list.length + 1);
        const finish = total => total === null ? one.empty ?? one.finish(null) : one.finish(total);
        same(finish(folded(one, list)), finish(joined(one, folded(one, other.slice(0, at)), folded(one, other.slice(at)))), `${name}, seed ${seed}:`);
      }
    }
  },
};
