// Edits that the kernel makes on a draft for the policy: override tables, and merge patches on top of them.

/** A copy that a policy may edit further: its own values are frozen. */
function loose(value, depth = 0) {
  if (typeof value !== "object" || value === null || isDraft(value)) return value;
  if (depth > MaxDepth) throw bad(`a patch is nested deeper than ${MaxDepth}, or in a circle`);
  if (isArray(value)) {
    const copy = [];
    for (let i = 0; i < value.length; i++) copy.push(loose(value[i], depth + 1));
    return copy;
  }
  if (!isMap(value)) return value;
  const copy = {};
  for (const key of keysOf(value)) {
    const member = value[key];
    if (member !== null && member !== undefined) copy[key] = loose(member, depth + 1);
  }
  return copy;
}

/** A merge patch (RFC 7396) on a draft. */
function patchDraft(draft, patch, depth = 0) {
  if (depth > MaxDepth) throw bad(`a patch is nested deeper than ${MaxDepth}, or in a circle`);
  for (const key of sorted(keysOf(patch))) {
    const value = patch[key];
    if (value === undefined) continue;
    if (value === null) delete draft[key];
    else if (isMap(value) && !isDraft(value) && hasOwn(draft, key) && isMap(draft[key])) patchDraft(draft[key], value, depth + 1);
    else draft[key] = loose(value);
  }
}

/** What the tables say for an edge, in their order. */
function override(draft, base, edge) {
  for (const { label, property, kinds, values, default: otherwise } of declared.overrides) {
    if (kinds !== undefined && !kinds.includes(base.kind)) continue;
    const value = label !== undefined ? edge.labels[label] : edge.properties[property];
    const key = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? `${value}` : undefined;
    const patch = key !== undefined && hasOwn(values, key) ? values[key] : otherwise;
    if (patch !== undefined && patch !== null) patchDraft(draft, patch);
  }
}
