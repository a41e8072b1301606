// The declaration: what may stand in policy({ ... }), field by field.
import {
  anyText, branded, check, flag, freezeDeep, func, funcOr, isMap, listOf, nearby, oneOf, plain, refuse, required, show, text, textMap, texts,
} from "./check.js";
import { windows } from "./pace.js";
import { collected } from "./parameters.js";
import { rollout } from "./rollout.js";
import { duration } from "./time.js";

const Brand = Symbol.for("kubestellar.policy");
const Schema = Symbol.for("kubestellar.schema");

const fields = {
  name: text, selects: funcOr(selects), tolerations: listOf(toleration, "tolerations", 0), affinity: funcOr(affinity), dependsOn: funcOr(listOf(dependency, "references", 0)),
  place: func, placeRegion: func, choose: func, overrides: listOf(override, "override tables"), customize: func, health, modifiers: modifiersOf, rollout, status, upsync: listOf(upsyncRule, "rules"), seals: listOf(sealRule, "rules"),
  site,
};
// Without "selects", and with "upsync", a policy places nothing.
const ofObjects = ["affinity", "dependsOn", "overrides", "customize", "health", "modifiers", "site"];
const selectors = { kinds: texts, groups: texts, names: texts, namespaces: texts, labels: textMap, selector, where: func };
const selectorFields = { matchLabels: textMap, matchExpressions: listOf(expression, "requirements") };
const expressionFields = { key: text, operator: oneOf("In", "NotIn", "Exists", "DoesNotExist"), values: listOf(anyText, "texts", 0) };
const tolerationFields = { key: anyText, operator: oneOf("Equal", "Exists"), value: anyText, effect: oneOf("NoSchedule", "PreferNoSchedule", "NoExecute") };
const affinityFields = { with: listOf(reference, "references", 0), without: listOf(reference, "references", 0) };
const overrideFields = { label: text, property: text, kinds: texts, values: patches, default: patch };
const driftModes = oneOf("Correct", "Report", "Ignore");
const modifierFields = {
  for: only, createOnly: flag, prune: flag, drift: driftModes, driftAt, adopt: flag, force: flag, replace: flag, recreate: flag,
  propagation: oneOf("Background", "Foreground", "Orphan"), status: statusScope,
};
const onlyFields = { kinds: texts, groups: texts, names: texts, namespaces: texts, labels: textMap, selector };
const siteFields = { windows, rollback: returns };
const returnFields = { after: duration };
const upsyncFields = { kinds: listOf(upsyncKind, "kinds"), namespaces: texts, names: texts, labels: textMap };
const sealFields = { kind: text, group: anyText, paths: listOf(sealedPath, "paths") };
const statusFields = {
  map: func, combine: func, finish: func, empty: plain, by: text, keep: oneOf("always", "changes", "on-demand"), writeBack: oneOf("none", "singleton", "summary"),
};

/** Declares a policy: checks its shape and freezes it. */
export function policy(declaration) {
  const declared = isMap(declaration) ? { ...declaration } : declaration;
  nearby(() => check(declared, fields, "policy", true));
  if (declared.upsync === undefined) required(declared, "policy", "selects");
  if (declared.selects === undefined) for (const key of ofObjects) if (declared[key] !== undefined) refuse(key, "there is nothing for it to work on: a policy without \"selects\" places no objects, it only carries them up");
  if (declared.place === undefined && declared.choose === undefined) refuse("policy", "\"place\" is missing (or \"choose\")");
  for (const key of Object.keys(declared)) freezeDeep(declared[key]);
  return branded(Brand, Object.defineProperty(declared, Schema, { value: freezeDeep(collected()) }));
}

function selects(value, where) {
  check(value, selectors, where);
  if (Object.values(value).every(one => one === undefined)) refuse(where, "it names nothing; give at least one of kinds, groups, names, namespaces, labels, selector, where");
}

/** A label selector as in Kubernetes. */
export function selector(value, where) {
  check(value, selectorFields, where);
  if (value.matchLabels === undefined && value.matchExpressions === undefined) refuse(where, "give matchLabels, matchExpressions or both");
}

function expression(value, where) {
  check(value, expressionFields, where);
  required(value, where, "key", "operator");
  const some = (value.values ?? []).length > 0, listed = value.operator === "In" || value.operator === "NotIn";
  if (listed && !some) refuse(where, `${value.operator} needs "values"`);
  if (!listed && some) refuse(where, `${value.operator} takes no "values"`);
}

/** A toleration as in Kubernetes. */
export function toleration(value, where) {
  check(value, tolerationFields, where);
  const exists = value.operator === "Exists";
  if ((value.key ?? "") === "" && !exists) refuse(where, "\"key\" is missing; operator \"Exists\" with no key tolerates every taint");
  if (exists && (value.value ?? "") !== "") refuse(where, "operator \"Exists\" takes no \"value\"");
}

function affinity(value, where) {
  check(value, affinityFields, where);
  if (value.with === undefined && value.without === undefined) refuse(where, "give \"with\", \"without\" or both");
}

function reference(value, where) {
  if (typeof value !== "string" || !/^[A-Za-z][A-Za-z0-9]*(\.[a-z0-9.-]+)?(\/[^/\s]+){1,2}$/.test(value) || value.startsWith("policy/"))
    refuse(where, `a reference such as "Deployment/shop/web", "Namespace/shop" or "Store.example.com/shop/main" is expected, not ${show(value)}`);
}

function dependency(value, where) {
  if (typeof value === "string" && /^policy\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(value)) return;
  if (typeof value === "string" && value.startsWith("policy/")) refuse(where, `"policy/" and the name of a policy is expected, not ${show(value)}`);
  reference(value, where);
}

function override(value, where) {
  check(value, overrideFields, where);
  if ((value.label === undefined) === (value.property === undefined)) refuse(where, "give either \"label\" or \"property\": what of an edge the table goes by");
  required(value, where, "values");
}

function patches(value, where) {
  if (!isMap(value) || Object.keys(value).length === 0) refuse(where, `a map of merge patches by value is expected, not ${isMap(value) ? "an empty one" : show(value)}`);
  for (const key of Object.keys(value)) patch(value[key], `${where}.${key}`);
}

function patch(value, where) {
  if (!isMap(value)) refuse(where, `a merge patch is expected, not ${show(value)}`);
  plain(value, where);
  for (const key of ["apiVersion", "kind"]) if (value[key] !== undefined) refuse(`${where}.${key}`, "it cannot be changed");
  for (const key of ["name", "namespace"]) if (isMap(value.metadata) && value.metadata[key] !== undefined) refuse(`${where}.metadata.${key}`, "it cannot be changed");
}

function health(value, where) {
  if (typeof value === "function") return func(value, where);
  if (!isMap(value) || Object.keys(value).length === 0) refuse(where, `a function, or a map of functions by kind, is expected, not ${isMap(value) ? "an empty one" : show(value)}`);
  for (const kind of Object.keys(value)) func(value[kind], `${where}.${kind}`);
}

function modifiersOf(value, where) {
  if (Array.isArray(value)) value.forEach((one, index) => modifierSet(one, `${where}[${index}]`));
  else modifierSet(value, where);
}

function modifierSet(value, where) {
  check(value, modifierFields, where);
  if (value.replace === true && value.createOnly === true) refuse(where, "createOnly and replace contradict each other");
  if (value.recreate === true && value.createOnly === true) refuse(where, "createOnly and recreate contradict each other");
}

function only(value, where) {
  check(value, onlyFields, where);
  if (Object.values(value).every(one => one === undefined)) refuse(where, "it names nothing; give at least one of kinds, groups, names, namespaces, labels, selector, or leave it out");
}

function driftAt(value, where) {
  if (!isMap(value)) refuse(where, `a map of paths is expected, not ${show(value)}`);
  for (const path of Object.keys(value)) {
    fieldPath(path, where);
    driftModes(value[path], `${where}[${JSON.stringify(path)}]`);
  }
}

function statusScope(value, where) {
  if (!Array.isArray(value)) return oneOf("All", "None")(value, where);
  if (value.length === 0) refuse(where, "an empty list is no choice; write \"None\"");
  value.forEach((path, index) => {
    if (typeof path !== "string" || !/^[^.[\]"\s]+(\.[^.[\]"\s]+)*$/.test(path)) refuse(`${where}[${index}]`, `a path below .status such as "loadBalancer.ingress" is expected, not ${show(path)}`);
  });
}

/** A field as in "spec.replicas", "spec.containers[name=app].image" or "metadata.annotations[\"example.com/seen\"]". */
function fieldPath(path, where) {
  if (typeof path !== "string" || !/^[^.[\]"\s]+(\.[^.[\]"\s]+|\["([^"\\]|\\.)+"\]|\[[^\]"=\s]+=[^\]"]*(,[^\]"=\s]+=[^\]"]*)*\])*$/.test(path))
    refuse(where, `a path such as "spec.replicas", "spec.containers[name=app].image" or "metadata.annotations[\\"example.com/seen\\"]" is expected, not ${show(path)}`);
}

/** Fields that are secret in objects of one kind. */
function sealRule(value, where) {
  check(value, sealFields, where);
  required(value, where, "kind", "paths");
}

function sealedPath(path, where) {
  fieldPath(typeof path === "string" ? path.replaceAll("[*]", "[all=]") : path, where);
  if (/^(apiVersion|kind)($|[.[])/.test(path)) refuse(where, `${path} names the object and cannot be sealed`);
  if (/^status($|[.[])/.test(path)) refuse(where, "the status is not the owner's and is not sealed");
  if (/^metadata($|[.[])/.test(path) && !/^metadata\.annotations(\.[^.[\]]+|\["[^"\\]+"\])$/.test(path))
    refuse(where, "of metadata only single annotations can be sealed, as metadata.annotations[\"example.com/key\"]: all else the hub and the cluster have to read");
}

/** Objects that are born at edges. */
function upsyncRule(value, where) {
  check(value, upsyncFields, where);
  required(value, where, "kinds");
}

function upsyncKind(value, where) {
  if (typeof value !== "string" || !/^[A-Z][A-Za-z0-9]*(\.[a-z0-9]([a-z0-9.-]*[a-z0-9])?)?$/.test(value))
    refuse(where, `a kind with its group such as "Measurement.sensors.example.com" is expected (a kind of the core group alone: "ConfigMap"), not ${show(value)}`);
  if (value === "Secret") refuse(where, "values of Secrets are not carried up");
}

function status(value, where) {
  check(value, statusFields, where);
  const reduces = ["map", "combine", "finish"].some(name => value[name] !== undefined), back = value.writeBack ?? "none";
  if (reduces || [value.keep, value.writeBack, value.by].every(one => one === undefined)) required(value, where, "map", "combine");
  if (value.empty !== undefined) required(value, where, "map");
  if (back === "summary" && !reduces) refuse(where, "writeBack \"summary\" needs \"map\" and \"combine\"; \"singleton\" does not");
  if (back !== "none" && value.keep === "on-demand") refuse(where, `writeBack "${back}" needs statuses at the hub, and keep "on-demand" leaves them at the edges; use keep "changes"`);
}

/** What an edge decides by itself. */
function site(value, where) {
  check(value, siteFields, where);
  if (Object.values(value).every(one => one === undefined)) refuse(where, "it says nothing; give windows, rollback or both");
}

function returns(value, where) {
  check(value, returnFields, where);
  required(value, where, "after");
}
