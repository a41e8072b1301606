// customize(object, edge, share) for many edges, after the policy's override tables.
const FanOutBrand = Symbol.for("kubestellar.fanOut");
const MaxCopies = 1000;
const Omit = "null";
const customizeDirect = new Set();

/** Operations that lead from the object to a draft. */
function operationsOf(base, draft) {
  startComparing();
  compare(base, draft);
  return `[${operations}]`;
}

/** A draft as customize gets it. */
function prepared(base, edge) {
  const draft = newDraft(base);
  if (declared.overrides !== undefined) override(draft, base, edge);
  return draft;
}

function isEdited(base, draft, edge) {
  return operationsOf(base, draft) !== (declared.overrides === undefined ? "[]" : operationsOf(base, prepared(base, edge)));
}

/** Runs customize for one edge; the JSON of what it did. */
function customized(base, edge, share) {
  const draft = prepared(base, edge);
  const { customize } = declared;
  if (customize === undefined) return operationsOf(base, draft);
  const returned = customize(draft, edge, share);
  if (returned === undefined || returned === draft) return operationsOf(base, draft);
  if (returned === null) return Omit;
  if (typeof returned !== "object" || isArray(returned)) throw bad(`it returned ${nameOf(returned)}; edit the object or return a merge patch (put an arrow function's assignment in braces)`);
  const fans = returned[FanOutBrand] === true;
  if (!fans && (!isMap(returned) || isDraft(returned))) throw bad("it returned neither a merge patch nor null nor the object");
  if (isEdited(base, draft, edge)) throw bad(fans ? "it edited the object and returned fanOut(...); edit the copies" : "it edited the object and returned a patch; do one of the two (put an arrow function's assignment in braces)");
  if (fans) return copiesOf(base, edge, returned);
  return patched(base, edge, returned);
}

/** What a returned merge patch means. */
function patched(base, edge, patch) {
  if (declared.overrides === undefined) {
    startComparing();
    merge(base, patch);
    return `[${operations}]`;
  }
  const draft = prepared(base, edge);
  patchDraft(draft, patch);
  return operationsOf(base, draft);
}

/** One object becomes several: each copy is edited from the object as it was. */
function copiesOf(base, edge, { items, edit }) {
  if (!isArray(items)) throw bad(`fanOut: a list of items is expected, not ${nameOf(items)}`);
  const { length } = items;
  if (!(length <= MaxCopies)) throw bad(`fanOut: more than ${MaxCopies} copies`);
  const names = new Set(), copies = [];
  for (let index = 0; index < length; index++) {
    const copy = prepared(base, edge);
    const returned = edit(copy, items[index], index);
    if (returned === null) continue;
    if (returned !== undefined && returned !== copy) {
      if (!isMap(returned) || isDraft(returned)) throw bad(`fanOut: the function returned ${nameOf(returned)} for copy ${index}; edit the copy, or return a merge patch or null`);
      patchDraft(copy, returned);
    }
    const name = copy.metadata?.name;
    if (copy.kind !== base.kind || copy.apiVersion !== base.apiVersion || copy.metadata?.namespace !== base.metadata?.namespace) throw bad(`fanOut: copy ${index} has another kind, apiVersion or namespace than the object; only its name may change`);
    if (typeof name !== "string" || name === "") throw bad(`fanOut: copy ${index} has no name`);
    if (names.has(name)) throw bad(`fanOut: copy ${index} has the name "${name.slice(0, 100)}" as well; give each copy its own metadata.name`);
    names.add(name);
    copies.push(operationsOf(base, copy));
  }
  return copies.length === 0 ? Omit : `{"copies":[${copies.join(",")}]}`;
}

/** Shares by slot: [[slot, share], ...]. Equal ones are one text, so that they are one case. */
function sharesOf(text) {
  if (text === "") return undefined;
  const shares = new Map(), known = new Map();
  for (const [slot, value] of JSON.parse(text)) {
    const written = JSON.stringify(value);
    let share = known.get(written);
    if (share === undefined) known.set(written, share = { text: written, value: freezeDeep(value) });
    shares.set(slot, share);
  }
  return shares;
}

function customizeJob(known, shares) {
  const { object } = known;
  return {
    name: "customize", kind: object.kind, direct: customizeDirect, forest: known.customize, sparse: 0.25, shares,
    evaluate: (edge, share) => customized(object, edge, share),

    // A region gets the object as its owner wrote it, and customizes for its own edges.
    evaluateRegion: () => "[]",
  };
}

function customize(text, count, shares) {
  pages = [];
  try {
    return told(decide(customizeJob(objectOf(text), sharesOf(shares)), count));
  } catch (error) {
    return fault(error, "customize");
  }
}
