// Questions about edges, in the vocabulary of Kubernetes: selectors, requirements, taints.
import { anyText, check, isMap, listOf, nearby, oneOf, refuse, required, show, text } from "./check.js";
import { selector as checkSelector, toleration as checkToleration } from "./declare.js";
import { quantity } from "./quantities.js";

/** Whether labels meet one requirement; as in Kubernetes, NotIn is met by labels that lack the key. */
function meets(labels, { key, operator, values }) {
  const value = labels[key];
  return operator === "Exists" ? value !== undefined : operator === "DoesNotExist" ? value === undefined
    : operator === "In" ? value !== undefined && values.includes(value) : value === undefined || !values.includes(value);
}

/** A label selector as a function of labels: `selector({ matchLabels: { region: "eu" } })(edge.labels)`. */
export function selector(declared) {
  nearby(() => checkSelector(declared, "selector"));
  const equal = Object.entries(declared.matchLabels ?? {}), expressions = declared.matchExpressions ?? [];
  return labels => {
    const own = labels ?? {};
    return equal.every(([key, value]) => own[key] === value) && expressions.every(one => meets(own, one));
  };
}

/** What of an edge a text, `{ label }`, `{ property }` or a function names; a text is a label's key. */
export function readerOf(by, where) {
  if (typeof by === "function") return by;
  if (typeof by === "string" && by !== "") return edge => edge.labels[by];
  if (isMap(by) && typeof by.label === "string") return edge => edge.labels[by.label];
  if (isMap(by) && typeof by.property === "string") return edge => propertyOf(edge, by.property);
  return refuse(where, `the key of a label, { property: "..." } or a function of an edge is expected, not ${show(by)}`);
}

/** A property of an edge by name, or by a path with dots into a nested one. */
function propertyOf(edge, name) {
  const { properties } = edge;
  if (properties[name] !== undefined || !name.includes(".")) return properties[name];
  let value = properties;
  for (const step of name.split(".")) value = isMap(value) ? value[step] : undefined;
  return value;
}

const requirementFields = {
  key: text, label: text, property: text, operator: oneOf("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
  values: listOf((value, where) => typeof value === "number" || typeof value === "boolean" ? undefined : anyText(value, where), "values", 0),
};

function requirement(value, where) {
  check(value, requirementFields, where);
  required(value, where, "operator");
  const { key, label, property, operator, values = [] } = value;
  if ([key, label, property].filter(one => one !== undefined).length !== 1) refuse(where, "give one of \"label\" and \"property\" (\"key\" is a label too)");
  const least = { In: 1, NotIn: 1, Gt: 1, Lt: 1, Exists: 0, DoesNotExist: 0 }[operator];
  if (values.length < least || (values.length > least && operator !== "In" && operator !== "NotIn")) refuse(where, least === 0 ? `${operator} takes no "values"` : `${operator} needs "values"`);
}

// Asked for every edge, so each requirement and toleration is checked once.
const good = new WeakSet();

function once(value, verify, where) {
  if (typeof value === "object" && value !== null && good.has(value)) return;
  nearby(() => verify(value, where));
  good.add(value);
}

function numberOf(value) {
  try {
    return quantity(value);
  } catch {
    return NaN;
  }
}

/**
 * Whether an edge meets all of some requirements, each on a label or a property: In, NotIn, Exists, DoesNotExist, and Gt and Lt as in node
 * affinity, but with quantities ("16Gi") and fractions as well.
 */
export function satisfies(edge, requirements) {
  const list = Array.isArray(requirements) ? requirements : [requirements];
  return list.every((one, index) => {
    once(one, requirement, `satisfies[${index}]`);
    const value = one.property !== undefined ? propertyOf(edge, one.property) : edge.labels[one.label ?? one.key];
    const there = value !== undefined && value !== null, values = one.values ?? [];
    const listed = () => (Array.isArray(value) ? value : [value]).some(item => values.some(word => `${word}` === `${item}`));
    switch (one.operator) {
      case "Exists": return there;
      case "DoesNotExist": return !there;
      case "In": return there && listed();
      case "NotIn": return !there || !listed();
      case "Gt": return there && numberOf(value) > quantity(values[0]);
      default: return there && numberOf(value) < quantity(values[0]);
    }
  });
}

/** The taints of an edge that none of some tolerations covers. */
export function untolerated(edge, tolerations) {
  tolerations.forEach((one, index) => once(one, checkToleration, `tolerations[${index}]`));
  return edge.taints.filter(taint => !tolerations.some(({ key = "", operator, value = "", effect }) =>
    (effect === undefined || effect === taint.effect) && ((key === "" && operator === "Exists") || (key === taint.key && (operator === "Exists" || value === taint.value)))));
}

/** Whether tolerations cover all taints of an edge that forbid; PreferNoSchedule does not. */
export function tolerates(edge, tolerations) {
  return untolerated(edge, tolerations).every(taint => taint.effect === "PreferNoSchedule");
}
