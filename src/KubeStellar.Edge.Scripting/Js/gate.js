// rollout.gate: what a rollout does next.
const GateBrand = Symbol.for("kubestellar.gate");
const GateWords = ["proceed", "hold", "rollback", "inconclusive"];

function gateVerdict(input) {
  const said = declared.rollout.gate(input);
  if (typeof said !== "object" || said === null || said[GateBrand] !== true) throw bad(`it returned ${nameOf(said)}; gate.proceed(), gate.hold("..."), gate.rollback("...") or gate.inconclusive("...") is expected`);
  const { verdict, reason } = said;
  if (!GateWords.includes(verdict)) throw bad(`it returned the verdict ${nameOf(verdict)}`);
  return JSON.stringify({ verdict, reason: typeof reason === "string" ? clip(reason) : "" });
}

/** One verdict on any plain input; asked twice, each time with an input of its own. */
function gate(text) {
  try {
    exactDigits = new Map();
    if (typeof declared.rollout?.gate !== "function") throw bad("the policy has no gate");
    const first = gateVerdict(freezeDeep(JSON.parse(text)));
    if (gateVerdict(freezeDeep(JSON.parse(text))) !== first) throw new Refusal("Impure", "it answered differently when it was asked again; it must depend on its argument only");
    return answer(first);
  } catch (error) {
    return fault(error, "rollout.gate");
  }
}
