// place(object, edge) for many edges; placeRegion(object, region) for regions among them.
const VerdictBrand = Symbol.for("kubestellar.verdict");
const placeDirect = new Set();

function placedAs(said) {
  if (said === true) return "true";
  if (said === false || said === undefined) return "false";
  if (typeof said === "object" && said !== null) {
    if (said[VerdictBrand] === true) {
      const { placed, reason } = said;
      if (typeof reason !== "string" || reason === "") return placed === true ? "true" : "false";
      return `{"placed":${placed === true},"reason":${JSON.stringify(clip(reason))}}`;
    }
    if (typeof said.then === "function") throw bad("it returned a Promise; a policy cannot be async");
  }
  throw bad(`it returned ${nameOf(said)}; true, false, yes("...") or no("...") is expected`);
}

function placeJob(known) {
  const { object } = known, ask = declared.place, askRegion = declared.placeRegion;
  return {
    name: "place", kind: object.kind, direct: placeDirect, forest: known.place, sparse: 0.05, shares: undefined,
    evaluate: ask === undefined ? () => "true" : edge => placedAs(ask(object, edge)),
    evaluateRegion: askRegion === undefined ? () => "true" : region => placedAs(askRegion(object, region)),
  };
}

function place(text, count) {
  pages = [];
  try {
    return told(decide(placeJob(objectOf(text)), count));
  } catch (error) {
    return fault(error, "place");
  }
}

// Outcomes go out in pages: a host that reads an answer of any size reads it piece by piece.
const PageSize = 1024 * 1024, MaxAnswer = 96 * 1024 * 1024;
let pages = [];

function paged({ outcomes }) {
  let part = "", size = 0, sum = 0;
  for (let number = 1; number <= outcomes.texts.length; number++) {
    const text = outcomes.textOf(number);
    part = size === 0 ? text : `${part},${text}`;
    size += text.length + 1;
    if (size < PageSize && number < outcomes.texts.length) continue;
    sum += size;
    if (sum > MaxAnswer) throw bad(`the answers have more than ${MaxAnswer} characters together`);
    pages.push(`[${part}]`);
    size = 0;
  }
}

/** The answer; a single page goes with it, on a line of its own: JSON has no line breaks, and to be called again costs as much as a small decision. */
function told(decided) {
  paged(decided);
  const text = answer(JSON.stringify({ count: decided.outcomes.texts.length, pages: pages.length, reads: decided.reads }));
  return pages.length === 1 ? `${text}\n${page(0)}` : text;
}

/** One page; empty when there are no more. */
function page(index) {
  const text = pages[index] ?? "";
  pages[index] = "";
  return text;
}
