// Drafts in the manner of Immer: a container is copied when it is first read, edits go to the copy, and at the end copy and original are
// compared. What was not read is not copied, so an edit of a large object costs what it touches.
const drafts = new WeakMap();
let operations = [];

function copyOf(base) {
  if (!isArray(base)) return { ...base };
  const copy = [];
  for (let i = 0; i < base.length; i++) copy.push(base[i]);
  return copy;
}

function draftOf(base, at, holder) {
  const target = copyOf(base);
  const open = key => {
    const value = target[key];
    if (typeof value !== "object" || value === null || typeof key !== "string" || !hasOwn(base, key) || value !== base[key]) return value;
    return target[key] = draftOf(value, [...at, key], base);
  };
  const proxy = new Proxy(target, {
    get: (_, key) => open(key),
    getOwnPropertyDescriptor: (_, key) => (open(key), Reflect.getOwnPropertyDescriptor(target, key)),
  });
  drafts.set(proxy, { base, target, at, holder });
  return proxy;
}

function isClean({ base, target }) {
  const members = keysOf(target);
  if (members.length !== keysOf(base).length || (isArray(base) && target.length !== base.length)) return false;
  for (const key of members) {
    const value = target[key];
    if (value === base[key] && hasOwn(base, key)) continue;
    const state = typeof value === "object" && value !== null ? drafts.get(value) : undefined;
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
  if (isClean(state)) return copyMarker(state.at);
  const { base, target, at } = state;
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
    return `[${parts.join(",")}]`;
  }
  return `{${keysOf(target).sort().filter(key => target[key] !== undefined).map(key => `${JSON.stringify(key)}:${member(key)}`).join(",")}}`;
}

function recordSet(value) {
  operations.push(`{"op":"set","path":${JSON.stringify(path)},"value":${write(value)}}`);
}

function recordRemove() {
  operations.push(`{"op":"remove","path":${JSON.stringify(path)}}`);
}

function compare(base, value) {
  if (value === base) return;
  let view = value;
  if (typeof value === "object" && value !== null) {
    if (path.length > MaxDepth) throw bad(`${where().slice(0, 80)}...: nested deeper than ${MaxDepth}, or in a circle`);
    const state = drafts.get(value);
    if (state !== undefined) {
      if (state.base !== base) return recordSet(value);
      view = state.target;
    }
    if (isArray(view)) {
      if (isArray(base)) return compareArrays(base, view, value);
    } else if (isMap(base) && isMap(view)) return compareMaps(base, view);
  }
  recordSet(value);
}

function step(key, action, base, value) {
  path.push(key);
  action(base, value);
  path.pop();
}

function compareMaps(base, view) {
  for (const key of keysOf(base)) {
    const value = hasOwn(view, key) ? view[key] : undefined;
    if (value === undefined) step(key, recordRemove);
    else if (value !== base[key]) step(key, compare, base[key], value);
  }
  for (const key of keysOf(view).sort()) {
    if (hasOwn(base, key)) continue;
    const value = view[key];
    if (value !== undefined) step(key, recordSet, value);
  }
}

/** Where in the original array an element comes from; -1: it is new or comes from elsewhere. */
function originOf(base, value, index) {
  if (value === base[index] && index < base.length) return index;
  const state = typeof value === "object" && value !== null ? drafts.get(value) : undefined;
  return state !== undefined && state.holder === base ? +state.at[state.at.length - 1] : -1;
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
