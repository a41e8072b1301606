// rollout.waves over the members: each is in one wave, the first that takes it.
const MaxWaves = 1000;
const waveDirect = new Set();

/** A fault that is written already. */
class Told {
  constructor(text) {
    this.text = text;
  }
}

/** Where an edge stands in the order of percentages and counts, from 0 to 1: of its id alone, by the hash of the library. This order must never change. */
function standing(text) {
  let a = 0xdeadbeef, b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)) / 9007199254740992;
}

function byIds(slots) {
  if (slots.length < 1000) return [...slots].sort((a, b) => edges[a].id < edges[b].id ? -1 : 1);
  const asked = new Uint8Array(edges.length);
  for (const slot of slots) asked[slot] = 1;
  return slotsById().filter(slot => asked[slot] === 1);
}

/** Slots for which a function of an edge is true. It is asked as place is: once for edges that are alike in what it reads, and some again. */
function those({ where, ask }, slots) {
  const [allMembers, allNumbers] = [members, numbers];
  const forest = new Forest();
  members = Int32Array.from(slots);
  numbers = new Int32Array(slots.length);
  try {
    const { outcomes } = decide({
      name: where, kind: where, direct: waveDirect, forest, sparse: 0.05, shares: undefined,
      evaluate(edge) {
        const said = ask(edge);
        if (said !== true && said !== false) throw bad(typeof said === "object" && said !== null && typeof said.then === "function" ? "it returned a Promise; a policy cannot be async" : `it returned ${said === undefined ? "nothing" : nameOf(said)}; true or false is expected`);
        return said ? "true" : "false";
      },
    }, slots.length);
    const failed = outcomes.texts.findIndex(text => groupOf(text) === "fault");
    if (failed >= 0) throw new Told(outcomes.textOf(failed + 1));
    const taken = outcomes.texts.indexOf("true") + 1;
    return slots.filter((_, i) => taken > 0 && numbers[i] === taken);
  } finally {
    leaves -= forest.leaves;
    [members, numbers] = [allMembers, allNumbers];
  }
}

/** The so many slots that stand first. */
function first(count, slots) {
  if (count >= slots.length) return slots;
  const at = slots.map(slot => standing(edges[slot].id));
  const last = Float64Array.from(at).sort()[count - 1];
  const near = slots.filter((_, i) => at[i] <= last);
  return near.length === count ? near : byIds(near).sort((a, b) => standing(edges[a].id) - standing(edges[b].id)).slice(0, count);
}

function picked({ ask }, slots) {
  const ordered = byIds(slots), candidates = new Set(ordered);
  const again = () => chosenOf(ask(freeze(ordered.map(slot => edges[slot]))), candidates);
  const chosen = again(), moved = differences(chosen, again());
  if (moved.length > 0) throw new Refusal("Impure", `it chose differently when it was asked again (${some(moved)}); it must depend on its argument only`);
  return [...chosen.keys()];
}

/** Slots by the value of a label, in their order; those that lack it are in none. */
function grouped({ label, order, only }, slots) {
  const found = new Map();
  for (const slot of slots) {
    const value = edges[slot].labels[label];
    if (typeof value !== "string" || only && !order.includes(value)) continue;
    if (found.has(value)) found.get(value).push(slot);
    else found.set(value, [slot]);
  }
  const known = order.filter(value => found.has(value));
  return [...known, ...[...found.keys()].filter(value => !known.includes(value)).sort()].map(value => [value, found.get(value)]);
}

/** The waves of one rule: what comes after its name in a wave's, and the slots. A hub of several counts only its own part of what is to be counted. */
function taken(rule, slots, part) {
  switch (rule.kind) {
    case "predicate": return [["", those(rule, slots)]];
    case "percent": return [["", slots.filter(slot => standing(edges[slot].id) < rule.percent / 100)]];
    case "count": return [["", first(part ?? rule.count, slots)]];
    case "edges": {
      const ids = new Set(rule.edges);
      return [["", slots.filter(slot => ids.has(edges[slot].id))]];
    }
    case "pick": return [["", picked(rule, slots)]];
    case "groups": return grouped(rule, slots);
    default: return [["", slots]];
  }
}

/** A wave's name: of a group its value, of anything else the rule's. */
function waveName({ kind, name, named, label }, value) {
  return kind !== "groups" ? name : named ? `${name}: ${value}` : `${label}=${value}`;
}

function waves(_, count, counts) {
  let doing = "rollout.waves";
  pages = [];
  try {
    if (rules.length === 0) throw bad("the policy declares no rollout");
    const parts = new Map(counts === "" ? [] : JSON.parse(counts));
    const told = [], wave = new Int32Array(edges.length);
    let left = [];
    for (let i = 0; i < count; i++) if (edges[members[i]] !== undefined) left.push(members[i]);
    rules.forEach((rule, index) => {
      doing = rule.where;
      const found = taken(rule, left, parts.get(index));
      if (told.length + found.length > MaxWaves) throw bad(`it makes more than ${MaxWaves} waves`);
      for (const [value, slots] of found) {
        if (rule.optional && slots.length === 0) continue;
        told.push({ name: clip(waveName(rule, value)), rule: index });
        for (const slot of slots) wave[slot] = told.length;
      }
      left = left.filter(slot => wave[slot] === 0);
    });
    for (let i = 0; i < count; i++) numbers[i] = wave[members[i]] ?? 0;
    return answer(JSON.stringify(told));
  } catch (error) {
    return error instanceof Told ? error.text : fault(error, doing);
  }
}
