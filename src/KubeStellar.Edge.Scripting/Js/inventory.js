// The edges, resident; and what was asked of them, as columns: a number for each slot, the same where the answers are the same. A column is
// filled slot by slot when it is read, so a question about few edges costs few, and one that was asked before costs a look at an array.
const Get = 0, Has = 1, Keys = 2;
const IsMap = Symbol("map"), IsArray = Symbol("array"), Nowhere = Symbol("nowhere"), MinusZero = Symbol("-0");
const Unknown = -1;
const MaxColumns = 64, MaxCells = 4 * 1024 * 1024;
const edges = [];
const slotOf = new Map();
let capacity = 1024;
let columns = [];
let byId;

class Column {
  constructor(kind, at) {
    this.kind = kind;
    this.at = at;
    this.ids = new Int32Array(capacity).fill(Unknown);
    this.numbers = new Map();
    this.stamp = 0;
  }

  /** The number of a slot's answer, when it is not known yet. */
  fill(slot) {
    const found = answerOf(edges[slot], this);
    let number = this.numbers.get(found);
    if (number === undefined) this.numbers.set(found, number = this.numbers.size);
    return this.ids[slot] = number;
  }

  /** What changes an answer: a path as the hub names changes. */
  get path() {
    const [top, name] = this.at;
    return name === undefined || top === "taints" ? top : `${top}/${name}`;
  }
}

function tagged(value) {
  if (typeof value !== "object" || value === null) return value === 0 && 1 / value < 0 ? MinusZero : value;
  return isArray(value) ? IsArray : IsMap;
}

function answerOf(edge, { kind, at }) {
  const last = kind === Keys ? at.length : at.length - 1;
  let holder = edge;
  for (let i = 0; i < last; i++) {
    if (typeof holder !== "object" || holder === null || !hasOwn(holder, at[i])) return Nowhere;
    holder = holder[at[i]];
  }
  if (typeof holder !== "object" || holder === null) return Nowhere;
  if (kind === Keys) return JSON.stringify(keysOf(holder));
  const own = hasOwn(holder, at[last]);
  return kind === Has ? own : own ? tagged(holder[at[last]]) : undefined;
}

/** A place of an edge that questions were asked about: the columns of the questions, and the places within it. */
class Spot {
  constructor(at) {
    this.at = at;
    this.gets = new Map();
    this.has = new Map();
    this.keys = undefined;
    this.within = new Map();
  }

  inside(key) {
    let spot = this.within.get(key);
    if (spot === undefined) this.within.set(key, spot = new Spot([...this.at, key]));
    return spot;
  }
}

let rootSpot = new Spot([]);

/** The column of a question; undefined when too many different ones were asked. */
function columnOf(spot, kind, key) {
  const known = kind === Keys ? spot.keys : (kind === Get ? spot.gets : spot.has).get(key);
  if (known !== undefined) return known;
  if (columns.length >= MaxColumns || (columns.length + 1) * capacity > MaxCells && columns.length >= 8) return undefined;
  const column = new Column(kind, kind === Keys ? spot.at : [...spot.at, key]);
  columns.push(column);
  if (kind === Keys) spot.keys = column;
  else (kind === Get ? spot.gets : spot.has).set(key, column);
  return column;
}

function forgetColumns() {
  columns = [];
  rootSpot = new Spot([]);
  forgetTries();
}

function grow(slots) {
  if (slots <= capacity) return;
  capacity = Math.max(slots, capacity * 2);
  for (const column of columns) {
    const wider = new Int32Array(capacity).fill(Unknown);
    wider.set(column.ids);
    column.ids = wider;
  }
}

/** Takes changes of the inventory: [[slot, edge or null], ...]. */
function inventory(text) {
  for (const [slot, edge] of JSON.parse(text)) {
    grow(slot + 1);
    const before = edges[slot];
    if (before?.id !== edge?.id) {
      byId = undefined;
      if (before !== undefined && slotOf.get(before.id) === slot) slotOf.delete(before.id);
      if (edge !== null) slotOf.set(edge.id, slot);
    }
    edges[slot] = edge === null ? undefined : freezeDeep(edge);
    for (const column of columns) column.ids[slot] = Unknown;
  }
  // Values that no edge has any more are remembered until they are many.
  if (columns.some(column => column.numbers.size > 1024 && column.numbers.size > 4 * slotOf.size)) forgetColumns();
  return answer("true");
}

/** The slots of all edges in the order of their ids. */
function slotsById() {
  return byId ??= [...slotOf.entries()].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0).map(([, slot]) => slot);
}

function edgeName(slot) {
  return edges[slot]?.id ?? `in slot ${slot}`;
}
