import { bucketOf, compareVersions, hash, histogram, maxBy, merge, milliseconds, minBy, nameFor, percentOf, quantity, quantityText, sum, timestamp } from "kubestellar";
import { holds, same, seeded, throws } from "./assert.js";

/** Random plain values for reducers. */
function value(random, depth = 0) {
  const kind = random(depth > 2 ? 4 : 6);
  return kind === 0 ? random(5) : kind === 1 ? `t${random(3)}` : kind === 2 ? random(2) === 0 : kind === 3 ? null
    : kind === 4 ? Array.from({ length: random(3) }, () => value(random, depth + 1)) : Object.fromEntries(Array.from({ length: random(4) }, () => [`k${random(3)}`, value(random, depth + 1)]));
}

function associativeAndCommutative(combine, make) {
  for (let seed = 1; seed <= 300; seed++) {
    const random = seeded(seed), [a, b, c] = [make(random), make(random), make(random)];
    same(combine(a, b), combine(b, a), `seed ${seed}: commutative`);
    same(combine(combine(a, b), c), combine(a, combine(b, c)), `seed ${seed}: associative`);
  }
}

export const tests = {
  "quantities": () => same(["2Gi", "500m", "1.5k", "1e3", "3E2", "2E", "100u", "7n", ".5", "-1Ki", 42].map(quantity), [2147483648, 0.5, 1500, 1000, 300, 2e18, 0.0001, 7e-9, 0.5, -1024, 42]),
  "what is no quantity": () => {
    for (const bad of ["", "2 Gi", "2gi", "Gi", "1e", null, NaN, {}]) throws(() => quantity(bad), "is no quantity");
  },
  "quantities as text": () => same([0, 1024, 2147483648, 1000, 1536, 0.5, 0.0001, "2Gi"].map(quantityText), ["0", "1Ki", "2Gi", "1000", "1536", "500m", "1m", "2Gi"]),
  "a share of a quantity": () => same([percentOf(50, "8Gi"), percentOf(40, "8Gi"), percentOf(25, "2"), percentOf(50, 4), percentOf(33, "100m")], ["4Gi", "3276Mi", "500m", "2", "33m"]),
  "versions": () => {
    same([["5.9", "5.15"], ["5.10", "5.10.0"], ["v2.0.0", "1.9"], ["1.0.0-rc.1", "1.0.0"], ["1.0.0-rc.2", "1.0.0-rc.10"], ["1.0.0+a", "1.0.0+b"], ["5.15.0-91-generic", "5.15.0"], ["5.10.0-28-amd64", "5.10"], ["5.10.0-9", "5.10.0-28"], ["5.15.0-91-generic", "5.16"]]
      .map(([a, b]) => Math.sign(compareVersions(a, b))), [-1, 0, 1, -1, -1, 0, 1, 1, -1, -1]);
    throws(() => compareVersions("new", "1"), "is no version");
  },

  "hash stays what it is": () => same(["", "a", "store-17", "edge-ü"].map(hash), ["fj27kjrd", "5rtvjvql", "hdvwqt7b", "w4ggkvwr"]),
  "buckets are even": () => {
    const counts = Array(10).fill(0);
    for (let i = 0; i < 10_000; i++) counts[bucketOf(`store-${i}`, 10)]++;
    holds(counts.every(count => count > 850 && count < 1150), counts.join());
    throws(() => bucketOf("a", 0), "the number of buckets");
  },
  "names are DNS labels": () => {
    same([nameFor("web", "eu", 3), nameFor("a")], ["web-eu-3", "a"]);
    throws(() => nameFor("trial", undefined), "nameFor: each part must be a text or a number, not undefined");
    throws(() => nameFor("trial", ""), "nameFor: each part");
    holds(/^web-eu-west-[a-z0-9]{8}$/.test(nameFor("web", "EU west")), nameFor("web", "EU west"));
    holds(nameFor("web", "EU west") !== nameFor("web", "eu_west"), "two names became one");
    const long = nameFor("x".repeat(100), "eu");
    holds(long.length === 63 && long !== nameFor("x".repeat(100), "us"), long);
  },

  "sum": () => {
    same(sum({ a: 1, b: { c: 2 } }, { a: 2, b: { c: 1, d: 5 }, e: 1 }), { a: 3, b: { c: 3, d: 5 }, e: 1 });
    same([sum({ v: null }, { v: 5 }), sum({ v: 5 }, { v: null }), sum({ constructor: 1 }, { constructor: 2 })], [{ v: 5 }, { v: 5 }, { constructor: 3 }]);
    throws(() => sum({ a: { v: "1.0" } }, { a: { v: "1.1" } }), "sum: a.v must be numbers or maps of them, not \"1.0\" and \"1.1\"; for anything else use merge");
    associativeAndCommutative(sum, random => ({ a: random(5), [`k${random(3)}`]: random(4) === 0 ? null : { b: random(9) } }));
  },
  "merge": () => {
    same(merge({ a: 1, l: ["x"], t: "a" }, { a: 2, l: ["y", "x"], t: "b", n: null }), { a: 2, l: ["x", "y"], t: "b", n: null });
    associativeAndCommutative(merge, value);
  },
  "maxBy and minBy": () => {
    same([maxBy(one => one.n)({ n: 1 }, { n: 2 }), minBy(one => one.n)({ n: 1 }, { n: 2 })], [{ n: 2 }, { n: 1 }]);
    associativeAndCommutative(maxBy(one => one.n), random => ({ n: random(3), t: random(5) }));
    associativeAndCommutative(minBy(one => one.n), random => ({ n: random(3), t: random(5) }));
  },
  "histogram": () => {
    const count = histogram([1, 10, 100]);
    same([0, 1, 2, 100, 101].map(count).reduce(sum), { "1": 2, "10": 1, "100": 1, "+Inf": 1 });
    throws(() => histogram([2, 1]), "a list of rising numbers");
  },

  "durations": () => {
    same([milliseconds("1h30m"), milliseconds("90s"), milliseconds("1d"), milliseconds("250ms"), milliseconds(5)], [5_400_000, 90_000, 86_400_000, 250, 5]);
    throws(() => milliseconds("90"), "is no duration");
  },
  "timestamps": () => {
    same([timestamp("1970-01-01T00:00:00Z"), timestamp("2026-01-31T08:00:00Z"), timestamp("2024-02-29T23:59:59.5+02:00")], [0, 1769846400000, 1709243999500]);
    throws(() => timestamp("yesterday"), "no RFC 3339 timestamp");
  },
};
