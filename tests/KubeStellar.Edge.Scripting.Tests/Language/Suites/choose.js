import { failureDomains, majority, quorum, scores, spread, top } from "kubestellar";
import { among, fleet, holds, idsOf, same, seeded, throws } from "./assert.js";

const edge = (id, region, free = 1) => ({ id, labels: { region }, properties: { freeMemoryGiB: free }, taints: [] });
const six = [edge("a", "eu"), edge("b", "eu"), edge("c", "eu"), edge("d", "us"), edge("e", "us"), edge("f", "ap")];

/** Over many fleets: the same choice when asked again, and when an edge is lost only what must move moves. */
function stable(choose, size) {
  for (let seed = 1; seed <= 150; seed++) {
    const random = seeded(seed), edges = fleet(random);
    const first = idsOf(choose(edges, among(edges, edges.filter(() => random(3) === 0).map(one => one.id))));
    same(idsOf(choose(edges, among(edges, first))), first, `seed ${seed}: asked again`);
    const lost = edges[random(edges.length)].id, left = edges.filter(one => one.id !== lost);
    const second = idsOf(choose(left, among(left, first)));
    const gone = first.filter(id => id !== lost && !second.includes(id)), come = second.filter(id => !first.includes(id));
    same(gone, [], `seed ${seed}: ${lost} was lost, moved away`);
    holds(come.length <= (first.includes(lost) ? 1 : 0), `seed ${seed}: ${lost} was lost, and ${come} came`);
    if (size !== undefined) holds(first.length === size(edges), `seed ${seed}: ${first.length} chosen`);
  }
}

export const tests = {
  "spread takes so many in each region": () => same(idsOf(spread(six, [], { count: 2, by: "region" })), ["a", "b", "d", "e", "f"]),
  "spread keeps what is there": () => same(idsOf(spread(six, [six[2], six[4]], { count: 1, by: "region" })), ["c", "e", "f"]),
  "spread prefers a better score for what is new": () =>
    same(idsOf(spread([edge("a", "eu", 1), edge("b", "eu", 9)], [], { count: 1, by: "region", score: one => one.properties.freeMemoryGiB })), ["b"]),
  "spread leaves out edges of no domain": () => same(idsOf(spread([edge("a", undefined), edge("b", "eu")], [], { count: 1, by: "region" })), ["b"]),
  "spread goes by a property or a function": () => {
    same(idsOf(spread(six, [], { count: 1, by: { property: "freeMemoryGiB" } })), ["a"]);
    same(idsOf(spread(six, [], { count: 1, by: one => one.id < "c" ? "low" : "high" })), ["a", "c"]);
  },
  "spread evens out a total": () => same(idsOf(spread(six, [], { total: 4, by: "region" })), ["a", "b", "d", "f"]),
  "spread moves an uneven choice, but only as far as the skew asks for": () => {
    same(idsOf(spread(six, six.slice(0, 3), { total: 3, by: "region" })), ["a", "d", "f"]);
    same(idsOf(spread(six, six.slice(0, 3), { total: 3, by: "region", maxSkew: 2 })), ["a", "b", "f"]);
  },
  "spread chooses fewer rather than more skew when it must": () =>
    same(idsOf(spread(six, [], { total: 6, by: "region", whenUnsatisfiable: "DoNotSchedule" })), ["a", "b", "d", "e", "f"]),
  "spread by a seed is another choice, and always the same": () => {
    const many = Array.from({ length: 50 }, (_, i) => edge(`n${100 + i}`, "eu"));
    const one = idsOf(spread(many, [], { count: 5, by: "region", seed: "web" })), other = idsOf(spread(many, [], { count: 5, by: "region", seed: "api" }));
    holds(one.join() !== other.join(), "both seeds chose the same");
    same(one, idsOf(spread(many, [], { count: 5, by: "region", seed: "web" })));
  },
  "spread per domain is stable": () => stable((edges, current) => spread(edges, current, { count: 2, by: "region" })),
  "spread of a total is stable": () => stable((edges, current) => spread(edges, current, { total: 7, by: "region" }), edges => Math.min(7, edges.length)),
  "spread with a score and a seed is stable": () =>
    stable((edges, current) => spread(edges, current, { total: 5, by: "region", score: one => one.properties.freeMemoryGiB, seed: "s" }), edges => Math.min(5, edges.length)),
  "spread stays as even as it can be": () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = seeded(seed), edges = fleet(random), chosen = new Set(idsOf(spread(edges, [], { total: 8, by: "region" })));
      const domains = failureDomains(edges, "region").map(({ edges: all }) => ({ has: all.filter(one => chosen.has(one.id)).length, all: all.length }));
      for (const low of domains) for (const high of domains) holds(low.has === low.all || high.has - low.has <= 1, `seed ${seed}: ${high.has} and ${low.has}`);
    }
  },
  "spread says what is wrong": () => {
    throws(() => spread(six, [], { by: "region" }), "spread: give either \"count\"");
    throws(() => spread(six, [], { count: 1 }), "spread: \"by\" is missing");
    throws(() => spread(six, [], { count: 1, by: "region", maxSkw: 1 }), "did you mean \"maxSkew\"");
    throws(() => spread(six, [], { count: -1, by: "region" }), "spread.count: a whole number is expected");
  },

  "top takes the best": () =>
    same(idsOf(top([edge("a", "eu", 1), edge("b", "eu", 8), edge("c", "eu", 5)], [], { count: 2, score: one => one.properties.freeMemoryGiB })), ["b", "c"]),
  "top leaves an edge its object until another is better by the stickiness": () => {
    const edges = [edge("a", "eu", 100), edge("b", "eu", 109), edge("c", "eu", 121)], score = one => one.properties.freeMemoryGiB;
    same(idsOf(top(edges.slice(0, 2), [edges[0]], { count: 1, score })), ["a"]);
    same(idsOf(top(edges, [edges[0]], { count: 1, score })), ["c"]);
    same(idsOf(top(edges, [edges[0]], { count: 1, score, stickiness: 0.5 })), ["a"]);
    same(idsOf(top(edges.slice(0, 2), [edges[0]], { count: 1, score, stickiness: 0 })), ["b"]);
  },
  "top works with scores below zero": () => {
    const score = one => -one.properties.freeMemoryGiB;
    same(idsOf(top([edge("a", "eu", 100), edge("b", "eu", 95)], [edge("a", "eu", 100)], { count: 1, score })), ["a"]);
  },
  "top leaves out what has no score": () => same(idsOf(top([edge("a", "eu", null), edge("b", "eu", 1)], [], { count: 2, score: one => one.properties.freeMemoryGiB })), ["b"]),
  "top is stable": () => stable((edges, current) => top(edges, current, { count: 5, score: one => one.properties.freeMemoryGiB }), edges => Math.min(5, edges.length)),
  "top does not move for small changes": () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = seeded(seed), edges = fleet(random).map(one => ({ ...one, properties: { freeMemoryGiB: 100 + random(60) } }));
      const score = one => one.properties.freeMemoryGiB, first = idsOf(top(edges, [], { count: 4, score }));
      const drifted = edges.map(one => ({ ...one, properties: { freeMemoryGiB: one.properties.freeMemoryGiB * (0.97 + random(6) / 100) } }));
      const second = idsOf(top(drifted, among(drifted, first), { count: 4, score }));
      same(second, first, `seed ${seed}`);
    }
  },

  "quorum spreads its members and waits for a majority": () => {
    same(idsOf(quorum(six, [], { members: 3, by: "region" })), ["a", "d", "f"]);
    same(quorum(six.slice(0, 1), [], { members: 3 }), []);
    same(idsOf(quorum(six.slice(0, 2), [], { members: 3 })), ["a", "b"]);
    same(idsOf(quorum(six.slice(0, 2), [], { members: 3, least: 2 })), ["a", "b"]);
  },
  "quorum moves nobody for a region that comes": () => {
    same(idsOf(quorum(six, [six[0], six[1], six[3]], { members: 3, by: "region" })), ["a", "b", "d"]);
    same(idsOf(quorum(six, [six[0], six[1]], { members: 3, by: "region" })), ["a", "b", "f"]);
  },
  "quorum never stops what runs": () => same(idsOf(quorum(six.slice(0, 1), [six[0]], { members: 5 })), ["a"]),
  "quorum is stable": () => stable((edges, current) => quorum(edges, current, { members: 5, least: 1, by: "region" }), edges => Math.min(5, edges.length)),
  "majority": () => same([1, 2, 3, 4, 5].map(majority), [1, 2, 2, 3, 3]),

  "scores take quantities": () => {
    const edges = ["1Gi", "64Gi", "none"].map((memory, i) => ({ id: `${i}`, labels: {}, properties: { memory } }));
    same(edges.map(scores(edges, { memory: 1 })), [0, 100, 0]);
  },
  "scores between bounds reorder nobody when an edge goes": () => {
    const edges = [["a", 10, 0], ["b", 10, 1], ["c", 100, 50], ["d", 100, 51], ["x", 1000, 100]].map(([id, free, cost]) => ({ id, labels: {}, properties: { free, cost } }));
    const weights = { free: { weight: 2, min: 0, max: 1000 }, cost: { weight: -1, min: 0, max: 100 } };
    const ranked = of => [...of].sort((p, q) => scores(of, weights)(q) - scores(of, weights)(p)).map(one => one.id);
    same(ranked(edges.slice(0, 4)), ranked(edges).filter(id => id !== "x"));
  },
  "failure domains come by name": () => same(failureDomains(six, "region").map(one => [one.name, one.edges.length]), [["ap", 1], ["eu", 3], ["us", 2]]),
  "scores weigh properties, and prefer less for a negative weight": () => {
    const edges = [{ id: "a", labels: {}, properties: { free: 10, cost: 1 } }, { id: "b", labels: {}, properties: { free: 20, cost: 3 } }, { id: "c", labels: {}, properties: {} }];
    const score = scores(edges, { free: 2, cost: -1 });
    same(edges.map(score), [100, 200, 0]);
    same(scores([edges[0]], { free: 1 })(edges[0]), 100);
    same(edges.map(scores(edges, { free: { weight: 1, min: 0, max: 40 } })), [25, 50, 0]);
    throws(() => scores(edges, { free: { wieght: 1 } }), "did you mean \"weight\"");
    throws(() => scores(edges, { free: { weight: 1, min: 2, max: 1 } }), "scores.free: min is not below max");
  },
};
