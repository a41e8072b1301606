// The distinct cases of place and customize over edges, with what was read for each: what people are shown. Always tracked.
function readsOf(root, slot) {
  const paths = new Set();
  for (let node = root; node.column !== null;) {
    const { column } = node;
    paths.add(column.path);
    node = node.next[column.ids[slot]];
  }
  return paths;
}

/** The case of one edge in a forest; undefined when there are too many already. */
function caseOf(job, forest, slot, most) {
  const share = job.shares?.get(slot);
  const root = forest.root(edges[slot].region === true ? RegionRoot : share?.text ?? "");
  const known = leafOf(root, slot);
  if (known !== undefined) return known;
  if (forest.leaves >= most) return undefined;
  const text = outcomeOf(job, watchedEdge(edges[slot]), slot, share?.value);
  return tooManyQuestions ? undefined : plant(forest, root, slot, text);
}

function cases(text, count, shares, most) {
  let slot = -1;
  pages = [];
  try {
    const known = objectOf(text);
    const placing = placeJob(known), customizing = customizeJob(known, sharesOf(shares));
    const places = new Forest(), customizes = new Forest();
    const limit = Math.max(TrackAtLeast, most * 4);
    const found = new Map(), list = [];
    for (let i = 0; i < count; i++) {
      slot = members[i];
      numbers[i] = 0;
      if (edges[slot] === undefined) continue;
      const placed = caseOf(placing, places, slot, limit);
      const isPlaced = placed !== undefined && (placed.text === "true" || placed.text.startsWith('{"placed":true'));
      const customized = isPlaced ? caseOf(customizing, customizes, slot, limit) : null;
      if (placed === undefined || customized === undefined) {
        numbers[i] = -1;
        continue;
      }
      let inner = found.get(placed);
      if (inner === undefined) found.set(placed, inner = new Map());
      let one = inner.get(customized);
      if (one === undefined) {
        inner.set(customized, one = { placed, customized, slot, edges: 0, number: list.length + 1 });
        list.push(one);
      }
      one.edges++;
      numbers[i] = one.number;
    }
    const shown = [...list].sort((a, b) => b.edges - a.edges || a.slot - b.slot).slice(0, most);
    const numberOf = new Int32Array(list.length + 1);
    shown.forEach((one, index) => { numberOf[one.number] = index + 1; });
    // Who has no case of those that are told counts among the others: one number more.
    for (let i = 0; i < count; i++) if (numbers[i] !== 0) numbers[i] = numbers[i] > 0 && numberOf[numbers[i]] > 0 ? numberOf[numbers[i]] : shown.length + 1;
    return answer(`[${shown.map(({ placed, customized, slot }) => {
      const paths = readsOf(places.root(edges[slot].region === true ? RegionRoot : ""), slot);
      if (customized !== null) for (const path of readsOf(customizes.root(edges[slot].region === true ? RegionRoot : customizing.shares?.get(slot)?.text ?? ""), slot)) paths.add(path);
      return `{"example":${slot},"reads":${JSON.stringify([...paths].sort())},"place":${namedFor(placed.text, slot)},"customize":${customized === null ? "false" : namedFor(customized.text, slot)}}`;
    }).join(",")}]`);
  } catch (error) {
    return fault(error, slot < 0 ? "cases" : `cases, for edge ${edgeName(slot)}`);
  } finally {
    if (columnOf(rootSpot, Get, "id") === undefined) forgetColumns();
    leaves = 0;
    for (const { place, customize } of objects.values()) leaves += place.leaves + customize.leaves;
  }
}
