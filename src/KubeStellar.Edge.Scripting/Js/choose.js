// choose(object, edges, current): one question about all candidates. Its own answer as the current choice must lead to the same answer.
const AssignmentBrand = Symbol.for("kubestellar.assignment");

/** Which of the first so many members are there, in the order of their ids. */
function orderedMembers(from, to) {
  const asked = new Uint8Array(edges.length);
  for (let i = from; i < to; i++) if (edges[members[i]] !== undefined) asked[members[i]] = 1;
  if (to - from < 1000) {
    const few = [];
    for (let slot = 0, i = from; i < to; i++) if (asked[slot = members[i]] === 1) few.push(slot);
    return few.sort((a, b) => edges[a].id < edges[b].id ? -1 : 1);
  }
  return slotsById().filter(slot => asked[slot] === 1);
}

function some(names) {
  const shown = names.slice(0, 5).map(name => clip(name)).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

// A region stands for the edges that it tells of: a choice is among those, and what is chosen of them is how many the region may choose of its own.
const MaxStandIns = 200_000;

/** Whether place says no to every edge with these labels; what it asks of an edge besides its labels nobody knows up here. */
function placedNowhere(object, labels) {
  if (declared.place === undefined) return false;
  let asked = false;
  const unknown = { get() { asked = true; return undefined; }, has() { asked = true; return false; }, ownKeys() { asked = true; return []; } };
  const edge = freeze({ get id() { asked = true; return ""; }, labels: freeze({ ...labels }), properties: new Proxy({}, unknown), taints: freeze([]) });
  try {
    const said = placedAs(declared.place(object, edge));
    return !asked && (said === "false" || said.startsWith('{"placed":false'));
  } catch {
    return false;
  }
}

/** Stand-ins for a region's edges, from its totals: as many as it has, with the labels that it says so many of them have, but for those that place would not take. */
function standInsOf(object, region) {
  const { edges: total, labelSets } = region.properties ?? {}, list = [];
  const sets = isArray(labelSets) ? labelSets : [{ labels: region.labels, edges: total }];
  for (const set of sets) {
    if (placedNowhere(object, set?.labels ?? {})) continue;
    const count = Number.isSafeInteger(set?.edges) && set.edges > 0 ? set.edges : 0;
    for (let i = 0; i < count; i++) {
      if (list.length >= MaxStandIns) throw bad(`region ${region.id} tells of more than ${MaxStandIns} edges`);
      list.push(freeze({ id: `${region.id}/${String(list.length + 1).padStart(6, "0")}`, labels: set.labels ?? {}, properties: {}, taints: [], standsFor: region.id }));
    }
  }
  return list;
}

/** Stand-ins of all regions among slots: by id, their list, and which of them are chosen now. */
function standIns(object, slots, quotas) {
  const all = new Map(), list = [], current = new Set();
  for (const slot of slots) {
    const region = edges[slot];
    if (region.region !== true) continue;
    let left = quotas.get(slot) ?? 0;
    for (const one of standInsOf(object, region)) {
      all.set(one.id, slot);
      list.push(one);
      if (left-- > 0) current.add(one.id);
    }
  }
  return { all, list, current };
}

/** What was chosen: share and reason by slot, in the order of slots; of a region how many of its edges. */
function chosenOf(said, candidates, all = new Map()) {
  if (!isArray(said)) throw bad(typeof said === "object" && said !== null && typeof said.then === "function" ? "it returned a Promise; a policy cannot be async" : `it returned ${nameOf(said)}; a list of edges is expected`);
  if (!(said.length <= MaxLength)) throw bad(`it returned more than ${MaxLength} edges`);
  const chosen = new Map(), strangers = [], twice = [], regions = new Map();
  for (let i = 0; i < said.length; i++) {
    const item = said[i];
    let id = item, share, reason = "";
    if (typeof item === "object" && item !== null) {
      if (item[AssignmentBrand] === true) {
        const { edge, share: given, reason: why } = item;
        id = typeof edge === "object" && edge !== null ? edge.id : edge;
        if (given !== undefined) share = toJson(given);
        if (typeof why === "string") reason = clip(why);
      } else id = item.id;
    }
    if (typeof id !== "string") throw bad(`it returned a list with ${nameOf(item)} in it; edges, their ids, or assign(edge, share) are expected`);
    const region = all.get(id);
    if (region !== undefined) {
      const ids = regions.get(region) ?? new Set();
      if (ids.has(id)) twice.push(id);
      regions.set(region, ids.add(id));
      continue;
    }
    const slot = slotOf.get(id);
    if (slot === undefined || !candidates.has(slot)) strangers.push(id);
    else if (chosen.has(slot)) twice.push(id);
    else chosen.set(slot, { share, reason });
  }
  if (strangers.length > 0) throw bad(`it chose ${some(strangers)}, which ${strangers.length > 1 ? "are" : "is"} not among the edges that it was given`);
  if (twice.length > 0) throw bad(`it chose ${some(twice)} twice`);
  for (const [slot, ids] of regions) chosen.set(slot, { share: String(ids.size), reason: "" });
  return chosen;
}

function differences(a, b) {
  const names = [];
  for (const [slot, { share }] of a) if (!b.has(slot) || b.get(slot).share !== share) names.push(edgeName(slot));
  for (const slot of b.keys()) if (!a.has(slot)) names.push(edgeName(slot));
  return names.sort();
}

/** Members: first so many candidates, then so many that are chosen now; of regions among these, how many of their edges. */
function choose(text, count, currently, granted) {
  try {
    const { object } = objectOf(text);
    const slots = orderedMembers(0, count);
    const quotasNow = new Map(granted === "" ? [] : JSON.parse(granted));
    const own = slots.filter(slot => edges[slot].region !== true), candidates = new Set(own);
    const now = new Set(members.subarray(count, count + currently));
    const ask = (isChosen, quotas) => {
      const { all, list, current } = standIns(object, own.length === slots.length ? [] : slots, quotas);
      const sorted = listed => all.size === 0 ? listed : listed.sort((a, b) => a.id < b.id ? -1 : 1);
      const offered = sorted([...own.map(slot => edges[slot]), ...list]);
      return chosenOf(declared.choose(object, freeze(offered), freeze(offered.filter(one => one.standsFor === undefined ? isChosen(slotOf.get(one.id)) : current.has(one.id)))), candidates, all);
    };
    const isNow = slot => now.has(slot);
    const chosen = ask(isNow, quotasNow);
    const quotasThen = new Map([...chosen].filter(([slot]) => edges[slot].region === true).map(([slot, { share }]) => [slot, Number(share)]));
    const again = ask(slot => chosen.has(slot), quotasThen);
    const moved = differences(chosen, again);
    if (moved.length > 0) {
      const impure = differences(chosen, ask(isNow, quotasNow));
      if (impure.length > 0) throw new Refusal("Impure", `it chose differently when it was asked the same again (${some(impure)}); it must depend on its arguments only`);
      throw new Refusal("Unstable", `given its own choice as the current one it chose differently (${some(moved)}); keep what is in "current" while it is still fit`);
    }
    const shares = [], reasons = new Map();
    const ordered = [...chosen.keys()].sort((a, b) => a - b);
    for (const slot of ordered) {
      const { share, reason } = chosen.get(slot);
      if (share !== undefined) shares.push(`[${slot},${share}]`);
      if (reason === "") continue;
      const known = reasons.has(reason) || reasons.size < MaxReasons ? reason : "...";
      if (reasons.has(known)) reasons.get(known).push(slot);
      else reasons.set(known, [slot]);
    }
    return answer(`{"slots":[${ordered.join(",")}],"shares":[${shares.join(",")}],"reasons":${JSON.stringify([...reasons])}}`);
  } catch (error) {
    return fault(error, "choose");
  }
}
