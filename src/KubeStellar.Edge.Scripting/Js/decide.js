// One function over many edges. Edges alike in what the function reads are evaluated once; where nearly every edge is a case of its own, it
// is called for each with no tracking. In both ways a sample is evaluated again in another order and must come out the same.
const TrackAtLeast = 1024;
const Samples = 8;
const MaxFaults = 16, MaxReasons = 256;
let members = new Int32Array(1024), numbers = new Int32Array(1024);

/** Room for so many edges of a call: which slots they have, and which outcome each got (0: there is no edge). */
function reserve(count) {
  members = new Int32Array(count);
  numbers = new Int32Array(count);
  return [members, numbers];
}

/** The distinct outcomes of a call. Reasons and faults beyond their limits share one. */
class Outcomes {
  constructor() {
    this.texts = [];
    this.slots = [];
    this.known = new Map();
    this.room = { fault: MaxFaults, true: MaxReasons, false: MaxReasons };
  }

  find(text) {
    return this.known.get(text) ?? this.known.get(restOf(text));
  }

  /** The number of an outcome, from 1. */
  of(text, slot) {
    const number = this.known.get(text);
    if (number !== undefined) return number;
    const group = groupOf(text);
    if (group !== undefined && --this.room[group] < 0) {
      const rest = this.known.get(restOf(text));
      if (rest !== undefined) return rest;
      this.known.set(restOf(text), this.texts.length + 1);
      this.texts.push(group === "fault" ? text : restOf(text));
    } else {
      this.known.set(text, this.texts.length + 1);
      this.texts.push(text);
    }
    this.slots.push(slot);
    return this.texts.length;
  }

  /** An outcome's text, with the name of one of its edges. */
  textOf(number) {
    return namedFor(this.texts[number - 1], this.slots[number - 1]);
  }
}

function groupOf(text) {
  if (text.charCodeAt(0) !== 123) return undefined;
  return text.startsWith('{"fault"') ? "fault" : text.startsWith('{"placed":true') ? "true" : text.startsWith('{"placed":false') ? "false" : undefined;
}

function restOf(text) {
  const group = groupOf(text);
  return group === undefined ? text : group === "fault" ? '{"fault"...' : `{"placed":${group},"reason":"..."}`;
}

// Regions are a tree of their own in a job's forest: another function is asked about them.
const RegionRoot = "\u0000region";

/** What a job says of one edge: the outcome's text. */
function outcomeOf(job, edge, slot, share) {
  try {
    return edges[slot].region === true && job.evaluateRegion !== undefined ? job.evaluateRegion(edge) : job.evaluate(edge, share);
  } catch (error) {
    return edgeFault(error, job.name, edgeName(slot));
  }
}

/** Decides a job for the first so many members; what was read of edges is then known, or null. */
function decide(job, count) {
  let outcomes = new Outcomes();
  const tracked = !job.direct.has(job.kind) && decideTracked(job, outcomes, count);
  if (!tracked) decideDirect(job, outcomes = new Outcomes(), count);
  verify(job, outcomes, count, tracked);
  return { outcomes, reads: tracked ? [...job.forest.paths] : null };
}

let call = 0;

/** False when it gave up, because tracking costs more here than it saves. */
function decideTracked(job, outcomes, count) {
  const { forest, shares } = job;
  const alone = forest.root(""), before = forest.seen;
  forest.seen = Math.max(before, count);
  call++;
  for (let i = 0; i < count; i++) {
    const slot = members[i];
    const edge = edges[slot];
    if (edge === undefined) {
      numbers[i] = 0;
      continue;
    }
    const share = shares?.get(slot);
    const root = edge.region === true ? forest.root(RegionRoot) : share === undefined ? alone : forest.root(share.text);
    let leaf = leafOf(root, slot);
    if (leaf === undefined) {
      const text = outcomeOf(job, watchedEdge(edge), slot, share?.value);
      const most = job.sparse * Math.max(i + 1, before);
      if (tooManyQuestions || forest.leaves >= TrackAtLeast && forest.leaves > most) {
        job.direct.add(job.kind);
        leaves -= forest.leaves;
        forest.clear();
        if (tooManyQuestions) forgetColumns();
        return false;
      }
      leaf = plant(forest, root, slot, text);
    }
    if (leaf.stamp !== call) {
      leaf.stamp = call;
      leaf.number = outcomes.of(leaf.text, slot);
    }
    numbers[i] = leaf.number;
  }
  return true;
}

function decideDirect(job, outcomes, count) {
  let last, number = 0;
  for (let i = 0; i < count; i++) {
    const slot = members[i];
    const edge = edges[slot];
    if (edge === undefined) {
      numbers[i] = 0;
      continue;
    }
    const text = outcomeOf(job, edge, slot, job.shares?.get(slot)?.value);
    if (text !== last) number = outcomes.of(last = text, slot);
    numbers[i] = number;
  }
}

/**
 * The same question again, in another order: an answer that depends on what was asked before is no answer. Asked are some edges, and one of each
 * outcome: what a policy says of few ("the first three that I am asked about") would be missed by chance.
 */
function verify(job, outcomes, count, tracked) {
  const differ = [], failed = new Set();
  const again = (slot, number) => {
    const edge = edges[slot];
    // A failure may have been dear, and twice is enough.
    if (edge === undefined || failed.has(number)) return;
    if (groupOf(outcomes.texts[number - 1]) === "fault") failed.add(number);
    if (outcomes.find(outcomeOf(job, tracked ? watchedEdge(edge) : edge, slot, job.shares?.get(slot)?.value)) !== number) differ.push(edge.id);
  };
  let at = count >> 1;
  for (let sample = 0; sample < Math.min(Samples, count); sample++) {
    at = (at * 7919 + 104_729 + sample) % count;
    again(members[at], numbers[at]);
  }
  const { length } = outcomes.slots, few = Math.min(Samples, length);
  for (let sample = 1; sample <= few; sample++) {
    const number = Math.floor(sample * length / few);
    again(outcomes.slots[number - 1], number);
  }
  if (differ.length === 0) return;
  const names = [...new Set(differ)].sort();
  throw new Refusal("Impure", `it answered differently when it was asked again, for edge${names.length > 1 ? "s" : ""} ${names.join(", ")}; it must depend on its arguments only`);
}
