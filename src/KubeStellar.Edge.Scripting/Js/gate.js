// A wave's gate, its own or the rollout's: what a rollout does next.
const GateBrand = Symbol.for("kubestellar.gate");
const GateWords = ["proceed", "hold", "rollback", "pause", "ask", "inconclusive"];

function gateVerdict(ask, input) {
  const said = ask(input);
  if (typeof said !== "object" || said === null || said[GateBrand] !== true)
    throw bad(`it returned ${nameOf(said)}; gate.proceed(), gate.hold("..."), gate.rollback("..."), gate.pause("..."), gate.ask("...") or gate.inconclusive("...") is expected`);
  const { verdict, reason } = said;
  if (!GateWords.includes(verdict)) throw bad(`it returned the verdict ${nameOf(verdict)}`);
  return JSON.stringify({ verdict, reason: typeof reason === "string" ? clip(reason) : "" });
}

/** Whose gate an input is for; one that names no rule is for the rollout's. */
function gateOf(input) {
  const rule = typeof input === "object" && input !== null && Number.isInteger(input.rule) ? rules[input.rule] : undefined;
  const ask = rule === undefined ? declared.rollout?.gate : rule.gate;
  if (typeof ask !== "function") throw bad(rule === undefined || rules.every(one => one.gate === undefined) ? "the policy has no gate" : `the wave "${rule.name}" has no gate`);
  return { ask, at: rule === undefined ? "rollout.gate" : rule.gateAt };
}

/** One verdict on any plain input; asked twice, each time with an input of its own. */
function gate(text) {
  let doing = "rollout.gate";
  try {
    exactDigits = new Map();
    const input = freezeDeep(JSON.parse(text));
    const { ask, at } = gateOf(input);
    doing = at;
    const first = gateVerdict(ask, input);
    if (gateVerdict(ask, freezeDeep(JSON.parse(text))) !== first) throw new Refusal("Impure", "it answered differently when it was asked again; it must depend on its argument only");
    return answer(first);
  } catch (error) {
    return fault(error, doing);
  }
}
