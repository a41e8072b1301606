// Functions of objects alone: selects, dependsOn, affinity, health.
const HealthBrand = Symbol.for("kubestellar.health");
const HealthWords = ["Current", "InProgress", "Failed", "Unknown"];
const MaxReferences = 1000;

function nameOfObject(object) {
  const { namespace, name } = object.metadata ?? {};
  return clip(`${object.kind} ${namespace === undefined || namespace === "" ? "" : `${namespace}/`}${name}`);
}

/** Objects as the host sends them: one list of JSON texts. */
function eachObject(text, action) {
  return JSON.parse(text).map(one => action(parseObject(one)));
}

function select(text) {
  let doing = "selects";
  try {
    const ask = typeof declared.selects === "function" ? declared.selects : declared.selects.where;
    const known = eachObject(text, object => object);
    const said = object => {
      doing = `selects, for ${nameOfObject(object)}`;
      const selected = ask(object);
      if (selected !== true && selected !== false && selected !== undefined) throw bad(`it returned ${nameOf(selected)}; true or false is expected`);
      return selected === true;
    };
    const selected = known.map(said);
    const apart = Math.max(1, Math.floor(known.length / Samples));
    for (let i = known.length - 1; i >= 0; i -= apart)
      if (said(known[i]) !== selected[i]) throw new Refusal("Impure", "it answered differently when it was asked again; it must depend on its argument only");
    return answer(JSON.stringify(selected));
  } catch (error) {
    return fault(error, doing);
  }
}

const reference = /^[A-Za-z][A-Za-z0-9]*(\.[a-z0-9.-]+)?(\/[a-z0-9A-Z._:-]+){1,2}$/;

function references(value, where, policies) {
  if (value === undefined || value === null) return [];
  if (!isArray(value)) throw bad(`${where} is ${nameOf(value)}; a list of references is expected`);
  if (!(value.length <= MaxReferences)) throw bad(`${where} has more than ${MaxReferences} references`);
  const list = [];
  for (let i = 0; i < value.length; i++) {
    const item = value[i];
    if (typeof item !== "string") throw bad(`${where}[${i}] is ${nameOf(item)}; a text such as "ConfigMap/shop/settings" is expected`);
    const isPolicy = item.startsWith("policy/");
    if (item.length > 600 || !reference.test(item) || isPolicy && item.split("/").length !== 2) throw bad(`${where}[${i}], "${clip(item)}", is no reference; write Kind/name, Kind/namespace/name or Kind.group/namespace/name${policies ? ", or policy/name" : ""}`);
    if (isPolicy && !policies) throw bad(`${where}[${i}], "${clip(item)}", names a policy; only objects have a place`);
    if (!list.includes(item)) list.push(item);
  }
  return list;
}

function described(object) {
  const { dependsOn, affinity } = declared;
  const before = references(typeof dependsOn === "function" ? dependsOn(object) : dependsOn, "dependsOn", true);
  const near = (typeof affinity === "function" ? affinity(object) : affinity) ?? {};
  if (!isMap(near)) throw bad(`affinity is ${nameOf(near)}; { with: [...], without: [...] } is expected`);
  return JSON.stringify({ dependsOn: before, with: references(near.with, "affinity.with", false), without: references(near.without, "affinity.without", false) });
}

function describeObject(text) {
  let doing = "dependsOn";
  try {
    const object = parseObject(text);
    doing = `dependsOn and affinity, for ${nameOfObject(object)}`;
    const first = described(object);
    if (described(object) !== first) throw new Refusal("Impure", "it answered differently when it was asked again; it must depend on its argument only");
    return answer(first);
  } catch (error) {
    return fault(error, doing);
  }
}

function healthOf(object) {
  try {
    const judge = typeof declared.health === "function" ? declared.health : hasOwn(declared.health, object.kind) ? declared.health[object.kind] : undefined;
    if (judge === undefined) throw bad(`the policy has no health function for ${object.kind}`);
    const said = judge(object);
    if (typeof said !== "object" || said === null || said[HealthBrand] !== true) throw bad(`it returned ${nameOf(said)}; health.current(), health.inProgress("..."), health.failed("...") or health.unknown("...") is expected`);
    const { health, reason, message } = said;
    if (!HealthWords.includes(health)) throw bad(`it returned the health ${nameOf(health)}`);
    return { health, reason: typeof reason === "string" ? clip(reason) : "", message: typeof message === "string" ? clip(message) : "" };
  } catch (error) {
    // One object that cannot be judged is unknown; the others are judged.
    const { reason, message, location } = describe(error);
    return { health: "Unknown", reason, message: `health, for ${nameOfObject(object)}: ${message}${location === "" ? "" : ` (${location})`}` };
  }
}

function health(text) {
  try {
    return answer(JSON.stringify(eachObject(text, healthOf)));
  } catch (error) {
    return fault(error, "health");
  }
}
