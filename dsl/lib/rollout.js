// rollout: how a change goes out.
import { check, isMap, listOf, oneOf, refuse, required, share } from "./check.js";
import { inputs, policyName } from "./inputs.js";
import { freezes, pace, windows } from "./pace.js";
import { paced, strategy } from "./strategies.js";
import { duration, milliseconds } from "./time.js";
import { waveOf } from "./waves.js";

const actions = oneOf("retry", "ask", "proceed", "hold", "rollback");
const inconclusiveFields = { then: actions, after: duration };
const fields = {
  waves: listOf(waveOf, "waves (percent(10), groups(\"region\"), a function of an edge ...)"), strategy, ...pace,
  unreachable: oneOf("catch-up", "wait"), maxUnreachable: share, onFailure: oneOf("hold", "rollback"), rollback: oneOf("whole", "begun"), regions: oneOf("share", "whole"), inconclusive,
  after: listOf(policyName, "names of policies"), windows, freezes, inputs, every,
};

function inconclusive(value, where) {
  if (!isMap(value)) return actions(value, where);
  check(value, inconclusiveFields, where);
  required(value, where, "then", "after");
}

function every(value, where) {
  duration(value, where);
  if (milliseconds(value) < 1000) refuse(where, "at least \"1s\" is expected");
}

/** Checks a rollout. */
export function rollout(value, where) {
  check(value, fields, where);
  if (value.waves === undefined && value.strategy === undefined) refuse(where, "\"waves\" is missing (or \"strategy\")");
  if (value.waves !== undefined && value.strategy !== undefined) refuse(where, "give \"waves\" or \"strategy\"; one wave's own strategy is given with wave(..., { strategy: ... })");
  paced(value, where);
}
