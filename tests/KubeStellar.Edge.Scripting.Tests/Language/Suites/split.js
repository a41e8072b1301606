import { split } from "kubestellar";
import { fleet, holds, same, seeded, throws } from "./assert.js";

const edges = ["a", "b", "c"].map((id, i) => ({ id, labels: {}, properties: { weight: [3, 2, 1][i] } }));
const weight = edge => edge.properties.weight;
const sharesOf = assigned => Object.fromEntries(assigned.map(one => [one.edge, one.share]));
const total = shares => Object.values(shares).reduce((a, b) => a + b, 0);

export const tests = {
  "splits by weight": () => same(sharesOf(split(12, edges, [], { weight })), { a: 6, b: 4, c: 2 }),
  "splits evenly without weights, what is over by id": () => same(sharesOf(split(4, edges, [])), { a: 2, b: 1, c: 1 }),
  "leaves out who gets none": () => same(sharesOf(split(1, edges, [], { weight })), { a: 1 }),
  "prefers who has it among alike": () => same(sharesOf(split(1, edges, [edges[2]])), { c: 1 }),
  "keeps to min and max": () => {
    same(sharesOf(split(12, edges, [], { weight, min: 3, max: 5 })), { a: 5, b: 4, c: 3 });
    same(sharesOf(split(12, edges, [], { weight, max: 2 })), { a: 2, b: 2, c: 2 });
    same(sharesOf(split(2, edges, [], { weight, min: 1 })), { a: 1, b: 1 });
    same(sharesOf(split(10, edges.slice(0, 2), [], { weight: one => one.id === "a" ? 1000 : 1, max: one => one.id === "a" ? 1 : 20 })), { a: 1, b: 9 });
  },
  "an edge of no weight gets none": () => same(sharesOf(split(4, edges, [], { weight: one => one.id === "a" ? 0 : 1 })), { b: 2, c: 2 }),
  "nothing to split over": () => same([split(0, edges, [], { weight }), split(5, [], []), split(5, edges, [], { weight: 0 })], [[], [], []]),
  "the whole is always given, and nobody is far from the weighted share": () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed), all = fleet(random), count = random(100);
      const shares = sharesOf(split(count, all, [], { weight: one => 1 + weight(one) })), sum = all.reduce((a, one) => a + 1 + weight(one), 0);
      same(total(shares), count, `seed ${seed}`);
      for (const one of all) holds(Math.abs((shares[one.id] ?? 0) - count * (1 + weight(one)) / sum) < 2, `seed ${seed}: ${one.id} has ${shares[one.id]}`);
    }
  },
  "a lost edge only adds to the others, one more replica never takes from one": () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed), all = fleet(random), count = random(100), options = { weight: one => 1 + weight(one) };
      const first = split(count, all, [], options), lost = all[random(all.length)].id, left = all.filter(one => one.id !== lost);
      same(sharesOf(split(count, all, first.map(one => one.edge), options)), sharesOf(first), `seed ${seed}: asked again`);
      const second = sharesOf(split(count, left, first.map(one => one.edge), options)), more = sharesOf(split(count + 1, all, first.map(one => one.edge), options));
      for (const { edge, share } of first) {
        holds(edge === lost || (second[edge] ?? 0) >= share, `seed ${seed}: ${lost} was lost, and ${edge} fell from ${share} to ${second[edge]}`);
        holds((more[edge] ?? 0) >= share, `seed ${seed}: one more, and ${edge} fell from ${share} to ${more[edge]}`);
      }
    }
  },
  "the answer as what there is gives the same answer": () => {
    same(sharesOf(split(3, edges.slice(0, 2), [edges[1]])), { a: 2, b: 1 });
    for (let seed = 1; seed <= 400; seed++) {
      const random = seeded(seed), all = fleet(random), least = random(4), count = random(60);
      const options = { weight: one => 1 + weight(one) % 3, min: random(2) === 0 ? 0 : one => (weight(one) + least) % 4, max: random(3) === 0 ? 3 : undefined };
      const first = split(count, all, all.filter(() => random(3) === 0), options);
      same(sharesOf(split(count, all, first.map(one => one.edge), options)), sharesOf(first), `seed ${seed}`);
    }
  },
  "says what is wrong": () => {
    throws(() => split(1.5, edges, []), "split: a whole number of replicas is expected, not 1.5");
    throws(() => split(1, edges, [], { weigth: 1 }), "did you mean \"weight\"");
    throws(() => split(1, edges, [], { weight: () => -1 }), "split.weight: a number from 0 is expected for edge a");
  },
};
