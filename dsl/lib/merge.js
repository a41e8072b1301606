// Lists whose items have names, and patches that know them.
import { isMap, refuse, show } from "./check.js";

/** The item of a list with this name; undefined when there is none. */
export function byName(list, name) {
  return list?.find(item => item?.name === name);
}

/** Edits the item of a list that has the same key (`"name"`, or several), or adds one; what it gives is the list's own item. */
export function upsert(list, key, item) {
  if (!Array.isArray(list)) refuse("upsert", `a list is expected, not ${show(list)}`);
  const keys = Array.isArray(key) ? key : [key];
  for (const one of keys) if (item?.[one] === undefined) refuse("upsert", `the item has no "${one}"`);
  const at = list.findIndex(other => keys.every(one => other?.[one] === item[one]));
  if (at < 0) return list[list.push(copyOf(item)) - 1];
  for (const name of Object.keys(item)) if (item[name] !== undefined) list[at][name] = copyOf(item[name]);
  return list[at];
}

/** A copy of plain data. What is put into an object is often a constant of the policy, and must not change when the object is edited further. */
export function copyOf(value) {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isMap(value)) return value;
  const made = {};
  for (const key of Object.keys(value)) if (value[key] !== undefined) made[key] = copyOf(value[key]);
  return made;
}

// patchMergeKey of the Kubernetes API, by the name of the list.
const mergeKeys = {
  containers: "name", initContainers: "name", ephemeralContainers: "name", volumes: "name", env: "name", imagePullSecrets: "name", secrets: "name",
  volumeMounts: "mountPath", volumeDevices: "devicePath", hostAliases: "ip", topologySpreadConstraints: "topologyKey", conditions: "type",
  ownerReferences: "uid", podIPs: "ip", hostIPs: "ip", resourceClaims: "name", schedulingGates: "name", addresses: "type", taints: "key",
};
const primitives = new Set(["finalizers"]);

function mergeKeyOf(name, patch) {
  if (name === "ports") return patch.some(item => isMap(item) && item.containerPort !== undefined) ? "containerPort" : "port";
  return Object.hasOwn(mergeKeys, name) ? mergeKeys[name] : undefined;
}

/**
 * Applies a strategic merge patch to an object (https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/): maps
 * are merged, null removes, and the lists that Kubernetes merges by a key (containers, env, ports, volumes, volumeMounts ...) are merged by it;
 * other lists are replaced. `$patch: "delete"` and `"replace"`, `$retainKeys` and `$deleteFromPrimitiveList/...` are understood.
 */
export function strategicMerge(object, patch) {
  if (!isMap(patch)) refuse("strategicMerge", `a patch is expected, not ${show(patch)}`);
  mergeMap(object, patch, "");
  return object;
}

function mergeMap(target, patch, path) {
  if (patch.$patch === "replace") {
    for (const key of Object.keys(target)) delete target[key];
    Object.assign(target, clean(patch));
    return;
  }
  if (Array.isArray(patch.$retainKeys)) for (const key of Object.keys(target)) if (!patch.$retainKeys.includes(key)) delete target[key];
  for (const key of Object.keys(patch)) {
    const value = patch[key], at = path === "" ? key : `${path}.${key}`;
    if (value === undefined || key === "$patch" || key === "$retainKeys" || key.startsWith("$setElementOrder/")) continue;
    if (key.startsWith("$deleteFromPrimitiveList/")) {
      const name = key.slice("$deleteFromPrimitiveList/".length);
      if (Array.isArray(target[name])) target[name] = target[name].filter(item => !value.includes(item));
    } else if (value === null || (isMap(value) && value.$patch === "delete")) delete target[key];
    else if (isMap(value)) mergeMap(isMap(target[key]) ? target[key] : (target[key] = {}), value, at);
    else if (Array.isArray(value)) mergeList(target, key, value, at);
    else target[key] = value;
  }
}

function mergeList(target, name, patch, path) {
  const mergeKey = mergeKeyOf(name, patch), replaced = patch.find(item => isMap(item) && item.$patch === "replace");
  if (replaced !== undefined) target[name] = patch.filter(item => item !== replaced).map(clean);
  else if (primitives.has(name)) target[name] = [...new Set([...(target[name] ?? []), ...patch])];
  else if (mergeKey === undefined || !patch.every(isMap)) target[name] = patch.map(clean);
  else {
    const list = target[name] ??= [];
    patch.forEach((item, index) => {
      const key = item[mergeKey];
      if (key === undefined) refuse("strategicMerge", `${path}[${index}] has no "${mergeKey}", by which this list is merged`);
      const same = list.findIndex(one => one?.[mergeKey] === key && (mergeKey !== "containerPort" || item.protocol === undefined || (one.protocol ?? "TCP") === item.protocol));
      if (item.$patch === "delete") {
        if (same >= 0) list.splice(same, 1);
      } else if (same >= 0) mergeMap(list[same], item, `${path}[${key}]`);
      else list.push(clean(item));
    });
  }
}

/** What a patch puts where nothing was: without nulls and directives. */
function clean(value) {
  if (Array.isArray(value)) return value.filter(item => !(isMap(item) && item.$patch !== undefined)).map(clean);
  if (!isMap(value)) return value;
  const made = {};
  for (const key of Object.keys(value)) if (value[key] !== null && value[key] !== undefined && !key.startsWith("$")) made[key] = clean(value[key]);
  return made;
}
