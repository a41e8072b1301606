// Drafts in the manner of Immer: a container is copied when it is first read, edits go to the copy, and at the end copy and original are
// compared. What was not read is not copied, so an edit of a large object costs what it touches.
const MaxSteps = 20_000;
let drafts = [], proxies = [], draftsByProxy;
let operations = "";

function copyOf(base) {
  if (!isArray(base)) return { ...base };
  const copy = [];
  for (let i = 0; i < base.length; i++) copy.push(base[i]);
  return copy;
}

/** What is known of one draft; and the handler of its proxy, which opens what is read. */
class Draft {
  constructor(base, target, holder, key) {
    this.base = base;
    this.target = target;
    this.holder = holder;
    this.key = key;
  }

  get(target, key) {
    const value = target[key];
    if (typeof value !== "object" || value === null || typeof key !== "string") return value;
    const { base } = this;
    return value === base[key] && hasOwn(base, key) ? target[key] = draftOf(value, this, key) : value;
  }

  getOwnPropertyDescriptor(target, key) {
    this.get(target, key);
    return Reflect.getOwnPropertyDescriptor(target, key);
  }

  setPrototypeOf() {
    throw new TypeError("the prototype of an object cannot be changed");
  }

  /** Steps from the root. */
  get at() {
    const steps = [];
    for (let draft = this; draft.holder !== null; draft = draft.holder) steps.push(draft.key);
    return steps.reverse();
  }
}

function draftOf(base, holder, key) {
  const target = copyOf(base);
  const draft = new Draft(base, target, holder, key);
  const proxy = new Proxy(target, draft);
  proxies.push(proxy);
  drafts.push(draft);
  return proxy;
}

/** A draft of a whole object. Drafts of the one before it are plain values from here on. */
function newDraft(base) {
  proxies = [];
  drafts = [];
  draftsByProxy = undefined;
  return draftOf(base, null, "");
}

/** The draft that a value is; undefined when it is none. */
function draftBehind(value) {
  if (drafts.length <= 32) {
    for (let i = 0; i < proxies.length; i++) if (proxies[i] === value) return drafts[i];
    return undefined;
  }
  draftsByProxy ??= new Map();
  for (let i = draftsByProxy.size; i < proxies.length; i++) draftsByProxy.set(proxies[i], drafts[i]);
  return draftsByProxy.get(value);
}

function isDraft(value) {
  return draftBehind(value) !== undefined;
}

/** A path as text, made once: the same few are edited for all edges. */
class Step {
  static made = 0;

  constructor(text) {
    this.text = text;
    this.next = new Map();
    this.setting = `{"op":"set","path":[${text}],"value":`;
    Step.made++;
  }

  to(key) {
    let step = this.next.get(key);
    if (step === undefined) this.next.set(key, step = new Step(this.text === "" ? writeText(key) : `${this.text},${writeText(key)}`));
    return step;
  }
}

let rootStep = new Step(""), cursor = rootStep;

function startComparing() {
  startWriting();
  if (Step.made > MaxSteps) {
    Step.made = 0;
    rootStep = new Step("");
  }
  cursor = rootStep;
  operations = "";
}

function isClean({ base, target }) {
  const members = keysOf(target);
  if (members.length !== keysOf(base).length || (isArray(base) && target.length !== base.length)) return false;
  for (const key of members) {
    const value = target[key];
    if (value === base[key] && hasOwn(base, key)) continue;
    const state = typeof value === "object" && value !== null ? draftBehind(value) : undefined;
    if (state === undefined || state.base !== base[key] || !isClean(state)) return false;
  }
  return true;
}

function copyMarker(at) {
  spend(16 + at.length * 8);
  return `{"$kse:copy":${JSON.stringify(at)}}`;
}

/** A draft as part of a new value: the owner's own tokens where it was not changed. */
function writeDraft(state) {
  const { at } = state;
  if (isClean(state)) return copyMarker(at);
  const { base, target } = state;
  const member = key => {
    const value = target[key];
    const raw = typeof value === "object" && value !== null && hasOwn(base, key) && value === base[key];
    path.push(key);
    const text = raw ? copyMarker([...at, key]) : write(value);
    path.pop();
    return text;
  };
  if (isArray(target)) {
    const parts = [];
    for (let i = 0; i < target.length; i++) parts.push(member(`${i}`));
    return `[${joined(parts)}]`;
  }
  return `{${joined(sorted(keysOf(target)).filter(key => target[key] !== undefined).map(key => `${writeText(key)}:${member(key)}`))}}`;
}

function record(operation) {
  operations = operations === "" ? operation : `${operations},${operation}`;
}

function recordSet(value) {
  record(`${cursor.setting}${write(value)}}`);
}

function recordRemove() {
  record(`{"op":"remove","path":[${cursor.text}]}`);
}

function tooDeep() {
  return bad(`${where().slice(0, 80)}...: nested deeper than ${MaxDepth}, or in a circle`);
}

function compare(base, value) {
  if (value === base) return;
  if (typeof value !== "object" || value === null || typeof base !== "object" || base === null) return recordSet(value);
  if (path.length > MaxDepth) throw tooDeep();
  const state = draftBehind(value);
  if (state !== undefined) {
    // A draft is of the kind of its base, always.
    if (state.base !== base) return recordSet(value);
    return isArray(base) ? compareArrays(base, state.target, value) : compareMaps(base, state.target);
  }
  if (isArray(value)) return isArray(base) ? compareArrays(base, value, value) : recordSet(value);
  return !isArray(base) && isMap(value) ? compareMaps(base, value) : recordSet(value);
}

function step(key, action, base, value) {
  const before = cursor;
  cursor = before.to(key);
  path.push(key);
  action(base, value);
  path.pop();
  cursor = before;
}

function compareMaps(base, view) {
  for (const key in base) {
    const value = view[key];
    if (value === base[key]) continue;
    if (value === undefined || !hasOwn(view, key)) step(key, recordRemove);
    else step(key, compare, base[key], value);
  }
  let fresh;
  for (const key of keysOf(view)) if (!hasOwn(base, key)) (fresh ??= []).push(key);
  if (fresh === undefined) return;
  for (const key of sorted(fresh)) {
    const value = view[key];
    if (value !== undefined) step(key, recordSet, value);
  }
}

/** Where in the original array an element comes from; -1: it is new or comes from elsewhere. */
function originOf(base, value, index) {
  if (value === base[index] && index < base.length) return index;
  const state = typeof value === "object" && value !== null ? draftBehind(value) : undefined;
  return state !== undefined && state.holder?.base === base ? +state.key : -1;
}

function compareArrays(base, view, value) {
  const { length } = view;
  if (!(length <= MaxLength)) throw bad(`${where()} has more than ${MaxLength} elements`);
  const origins = [];
  for (let i = 0; i < length; i++) origins.push(originOf(base, view[i], i));
  if (length >= base.length) {
    // Nothing moved: element by element, and what is new at the end is appended.
    if (origins.some((origin, i) => origin >= 0 && origin !== i)) return recordSet(value);
    for (let i = 0; i < length; i++) {
      if (i < base.length) step(`${i}`, compare, base[i], view[i]);
      else step(`${i}`, recordSet, view[i]);
    }
    return;
  }
  // Elements were only taken out, and new ones appended: removals from the end, so that indices stay true.
  let kept = 0;
  while (kept < length && origins[kept] >= 0 && (kept === 0 || origins[kept] > origins[kept - 1])) kept++;
  for (let i = kept; i < length; i++) if (origins[i] >= 0) return recordSet(value);
  const stays = new Set(origins.slice(0, kept));
  for (let i = base.length - 1; i >= 0; i--) if (!stays.has(i)) step(`${i}`, recordRemove);
  for (let i = 0; i < length; i++) {
    if (i < kept) step(`${i}`, compare, base[origins[i]], view[i]);
    else step(`${i}`, recordSet, view[i]);
  }
}
