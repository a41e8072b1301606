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

/** Pairs by number, each of what is given or of what earlier pairs gave; and last what is finished. */
function fold(given, steps) {
  let doing = "status.combine";
  try {
    exactDigits = new Map();
    const values = JSON.parse(given);
    const numbers = JSON.parse(steps);
    const top = numbers.pop();
    const texts = [];
    for (let i = 0; i < numbers.length; i += 2) {
      doing = `status.combine, pair ${i / 2}`;
      const text = combinedText(values[numbers[i]], values[numbers[i + 1]]);
      texts.push(text);
      values.push(JSON.parse(text));
    }
    doing = "status.finish";
    if (top >= 0) texts.push(finishedText(values[top]));
    return answer(`[${texts.join(",")}]`);
  } catch (error) {
    return fault(error, doing);
  }
}

/** JSON of what the summary shows of a partial. */
function finishedText(partial) {
  const { finish: last, empty } = declared.status;
  if (partial === null) return toJson(empty ?? null);
  return last === undefined ? toJson(partial) : toJson(last(freezeDeep(partial)) ?? null);
}

function finish(text) {
  try {
    exactDigits = new Map();
    return answer(`[${finishedText(JSON.parse(text))}]`);
  } catch (error) {
    return fault(error, "status.finish");
  }
}
