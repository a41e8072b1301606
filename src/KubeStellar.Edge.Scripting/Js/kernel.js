// What the host calls. Texts and typed arrays only, both ways.
const Brand = Symbol.for("kubestellar.policy");
const MaxTries = 16;
const Samples = 8;
const Omit = "omit";
const edges = [];
const tries = new Map();
let declared;
let slots = 0;
let candidates = new Uint32Array(0), chosen = new Uint32Array(0), groupOf = new Int32Array(0);

function edgeName(slot) {
  return edges[slot]?.id ?? `in slot ${slot}`;
}

function* slotsOf() {
  for (let word = 0; word < candidates.length; word++) {
    for (let bits = candidates[word]; bits !== 0; bits &= bits - 1) yield word * 32 + 31 - Math.clz32(bits & -bits);
  }
}

/** Room for so many slots; the host fetches the arrays anew afterwards. */
function reserve(count) {
  slots = count;
  const bytes = Math.ceil(count / 64) * 8;
  const asked = new ArrayBuffer(bytes), told = new ArrayBuffer(bytes);
  candidates = new Uint32Array(asked);
  chosen = new Uint32Array(told);
  groupOf = new Int32Array(count);
  return [new Uint8Array(asked), new Uint8Array(told), groupOf];
}

/** Takes changes of the inventory: [[slot, edge or null], ...]. */
function inventory(text) {
  for (const [slot, edge] of JSON.parse(text)) edges[slot] = edge === null ? undefined : freezeDeep(edge);
  return answer("true");
}

/** Takes the module that was loaded and tells what it declares. */
function adopt(module) {
  try {
    const exported = module.default;
    if (typeof exported !== "object" || exported === null || exported[Brand] !== true)
      throw new Refusal("BadShape", "the module must have the default export of a policy: export default policy({ ... })");
    declared = exported;
    const { selects, customize, status, rollout, modifiers, name } = declared;
    const functionsNamed = value => typeof value === "function" ? { $function: value.name || "anonymous" }
      : isArray(value) ? value.map(functionsNamed)
        : typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, functionsNamed(member)])) : value;
    return answer(toJson({
      name, selects, customizes: customize !== undefined, reduces: status !== undefined,
      rollout: rollout === undefined ? null : functionsNamed(rollout), modifiers: modifiers ?? null,
    }));
  } catch (error) {
    return fault(error, "");
  }
}

function verdict(said) {
  if (said === true) return true;
  if (said === false || said === undefined) return false;
  throw bad(typeof said === "object" && said !== null && typeof said.then === "function" ? "it returned a Promise; a policy cannot be async" : `it returned ${nameOf(said)}; true or false is expected`);
}

function place(text) {
  let slot = -1;
  try {
    const object = parseObject(text);
    const ask = declared.place;
    let sample = [], count = 0, stride = 1;
    for (let word = 0; word < candidates.length; word++) {
      let bits = candidates[word], yes = 0;
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        slot = word * 32 + bit;
        if (edges[slot] === undefined) continue;
        if (verdict(ask(object, edges[slot]))) yes |= 1 << bit;
        if (count++ % stride !== 0) continue;
        sample.push(slot);
        if (sample.length === Samples * 8) {
          sample = sample.filter((_, i) => i % 2 === 0);
          stride *= 2;
        }
      }
      chosen[word] = yes;
    }
    // The same question again, in another order: an answer that depends on what was asked before is no answer.
    const apart = Math.max(1, Math.floor(sample.length / Samples));
    for (let i = sample.length - 1; i >= 0; i -= apart) {
      slot = sample[i];
      if (verdict(ask(object, edges[slot])) !== ((chosen[slot >> 5] >> (slot & 31) & 1) === 1))
        throw new Refusal("Impure", "it answered differently when it was asked again; it must depend on its arguments only");
    }
    return answer("true");
  } catch (error) {
    return fault(error, slot < 0 ? "place" : `place, for edge ${edgeName(slot)}`);
  }
}

/** Runs customize for one edge; the JSON of its operations, or Omit. */
function customized(base, edge) {
  const draft = draftOf(base, [], null);
  const returned = declared.customize(draft, edge);
  startWriting();
  operations = [];
  if (returned === null) return Omit;
  compare(base, draft);
  if (returned !== undefined && returned !== draft) {
    if (typeof returned !== "object" || isArray(returned)) throw bad(`it returned ${nameOf(returned)}; edit the object or return a merge patch (put an arrow function's assignment in braces)`);
    if (!isMap(returned) || drafts.has(returned)) throw bad("it returned neither a merge patch nor null nor the object");
    if (operations.length > 0) throw bad("it edited the object and returned a patch; do one of the two (put an arrow function's assignment in braces)");
    merge(base, returned);
  }
  return `[${operations.join(",")}]`;
}

function trieOf(text) {
  let known = tries.get(text);
  if (known === undefined) {
    known = { base: parseObject(text), digits: exactDigits, trie: {} };
    if (text.length <= 65_536) {
      if (tries.size === MaxTries) tries.delete(tries.keys().next().value);
      tries.set(text, known);
    }
  }
  exactDigits = known.digits;
  return known;
}

function customize(text) {
  let slot = -1;
  try {
    const { base, trie } = trieOf(text);
    const groups = new Map(), fresh = [];
    groupOf.fill(0);
    const leafFor = edge => {
      const reads = [];
      const leaf = customized(base, track(edge, [], reads));
      plant(trie, reads, leaf);
      return leaf;
    };
    let some = -1;
    for (slot of slotsOf()) {
      const edge = edges[slot];
      groupOf[slot] = 0;
      if (edge === undefined) continue;
      some = slot;
      let leaf = leafOf(trie, edge);
      if (leaf === undefined) {
        leaf = leafFor(edge);
        fresh.push(slot);
      }
      let group = groups.get(leaf);
      if (group === undefined) groups.set(leaf, group = groups.size + 1);
      groupOf[slot] = group;
    }
    if (fresh.length === 0 && some >= 0) fresh.push(some);
    const apart = Math.max(1, Math.floor(fresh.length / Samples));
    for (let i = fresh.length - 1; i >= 0; i -= apart) {
      slot = fresh[i];
      if (groups.get(customized(base, track(edges[slot], [], []))) !== groupOf[slot])
        throw new Refusal("Impure", "it did something else when it was asked again; it must depend on its arguments only");
    }
    slot = -1;
    return answer(`[${[...groups.keys()].map(leaf => leaf === Omit ? "null" : leaf).join(",")}]`);
  } catch (error) {
    tries.delete(text);
    return fault(error, slot < 0 ? "customize" : `customize, for edge ${edgeName(slot)}`);
  }
}

function combined(left, right) {
  if (left === null || left === undefined) return right;
  if (right === null || right === undefined) return left;
  return JSON.parse(toJson(declared.status.combine(freezeDeep(left), freezeDeep(right))));
}

function map(edgeText, text) {
  let doing = "status.map";
  try {
    exactDigits = new Map();
    const edge = freezeDeep(JSON.parse(edgeText));
    let partial = null;
    for (const report of JSON.parse(text)) {
      doing = `status.map, for ${report.kind} ${report.name}`;
      const mapped = declared.status.map(freezeDeep(report), edge);
      if (mapped === undefined || mapped === null) continue;
      const value = JSON.parse(toJson(mapped));
      doing = `status.combine, for ${report.kind} ${report.name}`;
      partial = combined(partial, value);
    }
    return answer(`[${toJson(partial ?? null)}]`);
  } catch (error) {
    return fault(error, doing);
  }
}

function combine(text) {
  let index = 0;
  try {
    exactDigits = new Map();
    const results = [];
    for (const [left, right] of JSON.parse(text)) {
      results.push(toJson(combined(left, right) ?? null));
      index++;
    }
    return answer(`[${results.join(",")}]`);
  } catch (error) {
    return fault(error, `status.combine, pair ${index}`);
  }
}

function finish(text) {
  try {
    exactDigits = new Map();
    const partial = JSON.parse(text);
    const { finish: last } = declared.status;
    return answer(`[${last === undefined || partial === null ? toJson(partial) : toJson(last(freezeDeep(partial)) ?? null)}]`);
  } catch (error) {
    return fault(error, "status.finish");
  }
}

return {
  files(text) { bundleFiles = new Set(JSON.parse(text)); },
  reserve, inventory, adopt, place, customize, map, combine, finish,
};
