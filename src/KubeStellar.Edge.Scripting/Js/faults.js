// Why there is no answer: texts only, made here, so that no hostile value ever leaves the isolate.
const MaxMessage = 1000;
const MaxResult = 16 * 1024 * 1024;
let bundleFiles = new Set();

/** An answer that the host does not take; thrown and caught within the kernel. */
class Refusal {
  constructor(reason, message) {
    this.reason = reason;
    this.message = message;
  }
}

const bad = message => new Refusal("BadResult", message);

/** A text for people: of bounded length, and of whole characters only. */
function clip(text) {
  return (text.length > MaxMessage ? `${text.slice(0, MaxMessage)}...` : text).toWellFormed();
}

function locationIn(stack) {
  for (const line of clip4(stack).split("\n")) {
    const found = /(?:\(|at )(?:kse:\/)?([^()\s]+?)(?: \[temp\])?:(\d+):(\d+)\)?$/.exec(line);
    if (found !== null && bundleFiles.has(found[1])) return `${found[1]}:${found[2]}:${found[3]}`;
  }
  return "";
}

function clip4(text) {
  return text.length > 8000 ? text.slice(0, 8000) : text;
}

/** What was thrown, in words. Every read may throw (a getter, a proxy); one that never returns is ended by the deadline. */
function describe(error) {
  try {
    if (error instanceof Refusal) return { reason: error.reason, message: clip(error.message), location: "" };
    if (typeof error === "object" && error !== null) {
      const name = error.name, message = error.message, stack = error.stack;
      const title = typeof name === "string" && name !== "" ? name : "an object that is no Error";
      return {
        reason: "Threw",
        message: clip(typeof message === "string" && message !== "" ? `${title}: ${message}` : title),
        location: typeof stack === "string" ? locationIn(stack) : "",
      };
    }
    const shown = typeof error === "string" ? error : typeof error === "function" ? "a function" : String(error);
    return { reason: "Threw", message: clip(`${typeof error === "string" ? "the text " : ""}${shown} was thrown; throw an Error, so that its place is known`), location: "" };
  } catch {
    return { reason: "Threw", message: "a value was thrown that cannot be read", location: "" };
  }
}

function fault(error, doing) {
  const { reason, message, location } = describe(error);
  return JSON.stringify({ fault: { reason, message: doing === "" ? message : `${doing}: ${message}`, location } });
}

/** Stands for the name of whichever edge an outcome is told of: edges that failed in the same way share a text. */
const ThatEdge = "\u0000";

/** What came of one edge for which a function failed. */
function edgeFault(error, doing, id) {
  const { reason, message, location } = describe(error);
  const itself = new RegExp(`(?<![\\w.-])${id.replace(/[.-]/g, "\\$&")}(?![\\w-])`, "g");
  const alike = message.replaceAll(ThatEdge, "").replace(itself, ThatEdge);
  return JSON.stringify({ fault: { reason, message: `${doing}, for edge ${ThatEdge}: ${alike}`, location } });
}

/** An outcome's text with the name of an edge in the place of "that edge". Only what was made here has that place: any other text is the policy's own. */
function namedFor(text, slot) {
  if (!text.startsWith('{"fault"')) return text;
  const told = JSON.parse(text);
  told.fault.message = told.fault.message.replaceAll(ThatEdge, edgeName(slot));
  return JSON.stringify(told);
}

function answer(json) {
  return json.length > MaxResult ? fault(bad(`the answer has ${json.length} characters; ${MaxResult} are the limit`), "") : `{"value":${json}}`;
}

function nameOf(value) {
  return value === null ? "null" : Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : typeof value === "function" ? "a function" : `the ${typeof value} ${clip(String(value))}`;
}
