// What customize read of an edge. A pure function that got the same answers to the same questions does the same again, so the questions form
// a decision trie: an edge walks it by its own answers, and only one that comes to a new leaf is evaluated.
const IsMap = Symbol("map"), IsArray = Symbol("array");
const Get = 0, Has = 1, Keys = 2;

function tagged(value) {
  return typeof value !== "object" || value === null ? value : isArray(value) ? IsArray : IsMap;
}

function readOf(edge, { kind, at }) {
  let holder = edge;
  const last = at.length - 1;
  for (let i = 0; i < last; i++) holder = holder[at[i]];
  if (kind === Get) return hasOwn(holder, at[last]) ? tagged(holder[at[last]]) : undefined;
  if (kind === Has) return hasOwn(holder, at[last]);
  return JSON.stringify(keysOf(last < 0 ? holder : holder[at[last]]));
}

function cannotChange() {
  throw new TypeError("an edge cannot be changed");
}

function track(base, at, reads) {
  const known = new Map(), asked = new Map();
  const note = (kind, key, value) => {
    // The three containers of an edge are always there: no question.
    if (at.length > 0 || kind !== Get || !(key === "labels" || key === "properties" || key === "taints")) reads.push({ kind, at: kind === Keys ? at : [...at, key], value });
  };
  const get = key => {
    if (typeof key !== "string") return base[key];
    if (known.has(key)) return known.get(key);
    if (isArray(base) && key === "length") {
      note(Get, key, base.length);
      known.set(key, base.length);
      return base.length;
    }
    const own = hasOwn(base, key);
    const value = base[key];
    const seen = own && typeof value === "object" && value !== null ? track(value, [...at, key], reads) : value;
    note(Get, key, own ? tagged(value) : undefined);
    known.set(key, seen);
    return seen;
  };
  const has = key => {
    if (typeof key !== "string") return key in base;
    if (!known.has(key) && !asked.has(key)) {
      note(Has, key, hasOwn(base, key));
      asked.set(key, true);
    }
    return hasOwn(base, key);
  };
  const list = () => {
    if (!asked.has(Keys)) {
      note(Keys, "", JSON.stringify(keysOf(base)));
      asked.set(Keys, true);
    }
    return Reflect.ownKeys(base);
  };
  return new Proxy(isArray(base) ? [] : {}, {
    get: (_, key) => get(key),
    has: (_, key) => has(key) || key in Object.prototype,
    ownKeys: list,
    getOwnPropertyDescriptor(target, key) {
      if (isArray(base) && key === "length") return { value: get(key), writable: true, enumerable: false, configurable: false };
      return has(key) ? { value: get(key), writable: false, enumerable: true, configurable: true } : undefined;
    },
    set: cannotChange, defineProperty: cannotChange, deleteProperty: cannotChange, setPrototypeOf: cannotChange, preventExtensions: cannotChange,
  });
}

function leafOf(trie, edge) {
  let node = trie;
  while (node.read !== undefined) {
    node = node.next.get(readOf(edge, node.read));
    if (node === undefined) return undefined;
  }
  return node.leaf;
}

function sameRead(a, b) {
  return a.kind === b.kind && a.at.length === b.at.length && a.at.every((step, i) => step === b.at[i]);
}

function plant(trie, reads, leaf) {
  let node = trie;
  for (const read of reads) {
    if (node.leaf !== undefined) throw new Refusal("Impure", "it read more of an edge than it did of one that looked the same");
    if (node.read === undefined) {
      node.read = { kind: read.kind, at: read.at };
      node.next = new Map();
    } else if (!sameRead(node.read, read)) throw new Refusal("Impure", "it read other things of an edge than it did of one that looked the same");
    let next = node.next.get(read.value);
    if (next === undefined) node.next.set(read.value, next = {});
    node = next;
  }
  if (node.read !== undefined) throw new Refusal("Impure", "it read less of an edge than it did of one that looked the same");
  node.leaf = leaf;
}
