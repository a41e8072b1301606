// status.map, status.combine, status.finish.
function combined(left, right) {
  if (left === null || left === undefined) return right;
  if (right === null || right === undefined) return left;
  return JSON.parse(toJson(declared.status.combine(freezeDeep(left), freezeDeep(right))));
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
      partial = combined(partial, value);
    }
    return answer(`[${toJson(partial ?? null)}]`);
  } catch (error) {
    return fault(error, doing);
  }
}

function combine(text) {
  let index = 0;
  try {
    exactDigits = new Map();
    const results = [];
    for (const [left, right] of JSON.parse(text)) {
      results.push(toJson(combined(left, right) ?? null));
      index++;
    }
    return answer(`[${results.join(",")}]`);
  } catch (error) {
    return fault(error, `status.combine, pair ${index}`);
  }
}

function finish(text) {
  try {
    exactDigits = new Map();
    const partial = JSON.parse(text);
    const { finish: last } = declared.status;
    return answer(`[${last === undefined || partial === null ? toJson(partial) : toJson(last(freezeDeep(partial)) ?? null)}]`);
  } catch (error) {
    return fault(error, "status.finish");
  }
}
