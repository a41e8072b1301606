// A returned merge patch (RFC 7396), recorded as the operations that it means for this object. What it repeats unchanged gives none.
function withoutNulls(value) {
  if (!isMap(value) || isDraft(value)) return value;
  const kept = { __proto__: null };
  for (const key of keysOf(value)) {
    path.push(key);
    if (path.length > MaxDepth) throw tooDeep();
    const member = value[key];
    if (member !== null && member !== undefined) kept[key] = withoutNulls(member);
    path.pop();
  }
  return kept;
}

function merge(base, patch) {
  if (path.length > MaxDepth) throw tooDeep();
  if (!isMap(patch) || isDraft(patch)) return compare(base, patch);
  if (!isMap(base)) return recordSet(withoutNulls(patch));
  for (const key of sorted(keysOf(patch))) {
    const value = patch[key];
    if (value === undefined) continue;
    if (!hasOwn(base, key)) {
      if (value !== null) step(key, recordSet, withoutNulls(value));
    } else if (value === null) step(key, recordRemove);
    else step(key, merge, base[key], value);
  }
}
