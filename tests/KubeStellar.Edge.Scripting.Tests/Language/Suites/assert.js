import { sortedJson } from "kubestellar";

/** Fails unless two plain values are the same. */
export function same(actual, expected, about = "") {
  const [is, want] = [sortedJson(actual ?? null), sortedJson(expected ?? null)];
  if (is !== want) throw new Error(`${about} expected ${want}, got ${is}`);
}

export function holds(condition, about) {
  if (!condition) throw new Error(about);
}

/** Fails unless an action throws an error whose message has this part. */
export function throws(action, part) {
  let message;
  try {
    action();
  } catch (error) {
    message = `${error.name}: ${error.message}`;
  }
  if (message === undefined) throw new Error(`nothing was thrown; "${part}" was expected`);
  if (!message.includes(part)) throw new Error(`expected "${part}", got "${message}"`);
}

/** Numbers from 0 to below a bound that look random and are the same in every run. */
export function seeded(seed) {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A fleet of edges sorted by id, in some regions, with free memory and a weight. */
export function fleet(random, most = 24) {
  const count = 1 + random(most), edges = [];
  for (let i = 0; i < count; i++) {
    edges.push({ id: `edge-${100 + i}`, labels: { region: `region-${random(4)}` }, properties: { freeMemoryGiB: random(64), weight: random(10) }, taints: [] });
  }
  return edges;
}

export const idsOf = chosen => chosen.map(one => typeof one === "string" ? one : one.id ?? one.edge);

/** Those of some edges that have these ids: what `choose` gets as `current`. */
export const among = (edges, ids) => edges.filter(edge => ids.includes(edge.id));
