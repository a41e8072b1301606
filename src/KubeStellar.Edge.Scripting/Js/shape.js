// What a module declares, as plain data.
const Brand = Symbol.for("kubestellar.policy");
const SchemaKey = Symbol.for("kubestellar.schema");
const ParametersKey = Symbol.for("kubestellar.parameters");
let declared;

/** Values for the library, before any module runs. */
function parameters(text) {
  Object.defineProperty(globalThis, ParametersKey, { value: freezeDeep(JSON.parse(text)) });
}

function selectionOf(selects) {
  if (selects === undefined) return { nothing: true, function: false };
  if (typeof selects === "function") return { function: true };
  const { kinds, groups, names, namespaces, labels, selector, where } = selects;
  const { matchLabels, matchExpressions } = selector ?? {};
  const expressions = [
    ...Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, operator: "In", values: [value] })),
    ...(matchExpressions ?? []).map(({ key, operator, values }) => ({ key, operator, values: values ?? [] })),
  ];
  return { kinds, groups, names, namespaces, labels, expressions, function: where !== undefined };
}

function modifierOf({ for: only, status, driftAt, ...rest }) {
  return {
    ...rest, for: only === undefined ? null : selectionOf(only), status: isArray(status) ? "Paths" : status, statusPaths: isArray(status) ? status : [],
    driftAt: Object.entries(driftAt ?? {}).map(([path, mode]) => ({ path, mode })),
  };
}

/** Takes the module that was loaded and tells what it declares. */
function adopt(module) {
  try {
    const exported = module.default;
    if (typeof exported !== "object" || exported === null || exported[Brand] !== true)
      throw new Refusal("BadShape", "the module must have the default export of a policy: export default policy({ ... })");
    declared = exported;
    const { selects, status, modifiers, name, dependsOn, affinity } = declared;
    const rollout = rolloutOf(declared.rollout);
    const statically = isArray(dependsOn) ? references(dependsOn, "dependsOn", true) : [];
    return answer(toJson({
      name, selects: selectionOf(selects),
      places: declared.place !== undefined || declared.placeRegion !== undefined, chooses: declared.choose !== undefined,
      customizes: declared.customize !== undefined || declared.overrides !== undefined, reduces: status?.map !== undefined,
      keep: status?.keep ?? "always", writeBack: status?.writeBack ?? "none", groupBy: status?.by, empty: status?.empty ?? null,
      gates: declared.rollout?.gate !== undefined || rules.some(rule => rule.gate !== undefined),
      tolerations: (declared.tolerations ?? []).map(({ key, operator, value, effect }) => ({ key: key ?? "", exists: operator === "Exists", value: value ?? "", effect: effect ?? "" })),
      relates: dependsOn !== undefined || affinity !== undefined,
      dependsOnPolicies: statically.filter(item => item.startsWith("policy/")).map(item => item.slice("policy/".length)),
      healthKinds: typeof declared.health === "function" ? ["*"] : keysOf(declared.health ?? {}),
      upsync: declared.upsync ?? [], seals: declared.seals ?? [],
      site: declared.site === undefined ? null : { windows: windowsOf(declared.site.windows), rollbackAfter: declared.site.rollback === undefined ? undefined : millis(declared.site.rollback.after) },
      parameters: exported[SchemaKey] ?? null,
      rollout, modifiers: (isArray(modifiers) ? modifiers : modifiers === undefined ? [] : [modifiers]).map(modifierOf),
    }));
  } catch (error) {
    return fault(error, "");
  }
}
