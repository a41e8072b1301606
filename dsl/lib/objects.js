// Reading and editing Kubernetes objects.
import { isMap, refuse, show } from "./check.js";

/** Whether an object has all of these labels, with these values. */
export function hasLabels(object, labels) {
  const own = object.metadata?.labels ?? {};
  return Object.keys(labels).every(key => own[key] === labels[key]);
}

function setTexts(object, field, key, value, where) {
  const wanted = isMap(key) ? key : { [key]: value };
  const metadata = object.metadata ??= {}, held = metadata[field] ??= {};
  for (const name of Object.keys(wanted)) {
    const one = wanted[name];
    if (one === null) delete held[name];
    else if (one === undefined || typeof one === "object" || typeof one === "function") refuse(`${where} ${name}`, `a text is expected, not ${show(one)}; null takes it away`);
    else held[name] = `${one}`;
  }
}

/** Sets a label, or several by a map; null takes one away. */
export function setLabel(object, key, value) {
  setTexts(object, "labels", key, value, "setLabel");
}

/** Sets an annotation, or several by a map; null takes one away. */
export function annotate(object, key, value) {
  setTexts(object, "annotations", key, value, "annotate");
}

/** Sets a value of a ConfigMap's `data`: texts as they are, numbers and flags as texts, anything else as JSON with sorted keys. null takes it away. */
export function configValue(object, key, value) {
  if (object.kind !== "ConfigMap") refuse("configValue", `a ConfigMap is expected, not ${show(object.kind)}`);
  const data = object.data ??= {};
  if (value === null) delete data[key];
  else if (value === undefined || typeof value === "function") refuse(`configValue ${key}`, `a value is expected, not ${show(value)}`);
  else data[key] = typeof value === "object" ? sortedJson(value) : `${value}`;
}

/** JSON text with the keys of maps in order: the same text for the same value. */
export function sortedJson(value) {
  if (Array.isArray(value)) return `[${value.map(item => sortedJson(item ?? null)).join(",")}]`;
  if (typeof value === "bigint") return `${value}`;
  if (!isMap(value)) return JSON.stringify(value);
  return `{${Object.keys(value).filter(key => value[key] !== undefined).sort().map(key => `${JSON.stringify(key)}:${sortedJson(value[key])}`).join(",")}}`;
}
