// The questions that a function asked form a decision trie: an edge walks it by its own answers, and only one that comes to a new leaf is
// evaluated. One trie for each function and object, and for each share that choose assigned.
const MaxTries = 16, MaxLeaves = 100_000;
let objects = new Map();
let leaves = 0;

class Node {
  constructor() {
    this.column = null;
    this.next = null;
    this.text = undefined;
    this.stamp = 0;
    this.number = 0;
    this.example = 0;
  }
}

class Forest {
  constructor() {
    this.clear();
    this.seen = 0;
  }

  clear() {
    this.roots = new Map();
    this.paths = new Set();
    this.leaves = 0;
  }

  root(share) {
    let root = this.roots.get(share);
    if (root === undefined) this.roots.set(share, root = new Node());
    return root;
  }
}

function forgetTries() {
  for (const known of objects.values()) {
    known.place.clear();
    known.customize.clear();
  }
  leaves = 0;
}

/** The leaf of a slot; undefined when none is planted for it. */
function leafOf(node, slot) {
  while (node.column !== null) {
    const { column } = node;
    let id = column.ids[slot];
    if (id < 0) id = column.fill(slot);
    node = node.next[id];
    if (node === undefined) return undefined;
  }
  return node.text === undefined ? undefined : node;
}

const otherReads = how => new Refusal("Impure", `it read ${how} of an edge than it did of one that looked the same; it must depend on its arguments only`);

function plant(forest, root, slot, text) {
  let node = root;
  for (const column of reads) {
    if (node.text !== undefined) throw otherReads("more");
    if (node.column === null) {
      node.column = column;
      node.next = [];
      forest.paths.add(column.path);
    } else if (node.column !== column) throw otherReads("other things");
    let id = column.ids[slot];
    if (id < 0) id = column.fill(slot);
    node = node.next[id] ??= new Node();
  }
  if (node.column !== null) throw otherReads("less");
  node.text = text;
  node.example = slot;
  forest.leaves++;
  leaves++;
  return node;
}

/** An object by its text, with the tries of its functions. */
function objectOf(text) {
  let known = objects.get(text);
  if (known === undefined) {
    known = { object: parseObject(text), digits: exactDigits, place: new Forest(), customize: new Forest() };
    if (text.length <= 65_536) {
      if (leaves > MaxLeaves) {
        objects = new Map();
        leaves = 0;
      }
      if (objects.size === MaxTries) {
        const [oldest, { place, customize }] = objects.entries().next().value;
        leaves -= place.leaves + customize.leaves;
        objects.delete(oldest);
      }
      objects.set(text, known);
    }
  }
  exactDigits = known.digits;
  return known;
}
