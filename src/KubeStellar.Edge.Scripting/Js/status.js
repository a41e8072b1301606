// status.map, status.combine, status.finish.
/** JSON of two partials combined. */
function combinedText(left, right) {
  if (left === null || left === undefined) return toJson(right ?? null);
  if (right === null || right === undefined) return toJson(left);
  return toJson(declared.status.combine(freezeDeep(left), freezeDeep(right)));
}

function map(edgeText, text) {
  let doing = "status.map";
  try {
    exactDigits = new Map();
    const edge = freezeDeep(JSON.parse(edgeText));
    let partial = null;
    for (const report of JSON.parse(text)) {
      doing = `status.map, for ${report.kind} ${report.name}`;
      const mapped = declared.status.map(freezeDeep(report), edge);
      if (mapped === undefined || mapped === null) continue;
      const value = JSON.parse(toJson(mapped));
      doing = `status.combine, for ${report.kind} ${report.name}`;
      partial = partial === null ? value : JSON.parse(combinedText(partial, value));
    }
    return answer(`[${toJson(partial ?? null)}]`);
  } catch (error) {
    return fault(error, doing);
  }
}

// Texts that are kept are joined a few at a time: the rope of small pieces that each is written as would live until all are there.
const Joined = 32;

function combine(text) {
  let index = 0;
  try {
    exactDigits = new Map();
    const results = [];
    let few = [];
    for (const [left, right] of JSON.parse(text)) {
      few.push(combinedText(left, right));
      index++;
      if (few.length === Joined) {
        results.push(few.join(","));
        few = [];
      }
    }
    return answer(`[${[...results, ...few].join(",")}]`);
  } catch (error) {
    return fault(error, `status.combine, pair ${index}`);
  }
}

function finish(text) {
  try {
    exactDigits = new Map();
    const partial = JSON.parse(text);
    const { finish: last, empty } = declared.status;
    if (partial === null) return answer(`[${toJson(empty ?? null)}]`);
    return answer(`[${last === undefined ? toJson(partial) : toJson(last(freezeDeep(partial)) ?? null)}]`);
  } catch (error) {
    return fault(error, "status.finish");
  }
}
