//# a global is made | place | Threw | not extensible
() => { globalThis.count = 1; return true; }
//# a prototype gets a member | module | Threw | not extensible
Object.prototype.polluted = 1;
//# a prototype by a detour | place | Threw
() => { ({}).__proto__.polluted = 1; return true; }
//# a prototype by JSON | place | Served
() => { const o = JSON.parse('{"__proto__": {"polluted": 1}}'); return ({}).polluted === undefined && Object.keys(o).length === 1; }
//# a prototype by assigning | place | Threw
() => { Object.assign(Object.prototype, { polluted: 1 }); return true; }
//# a method of arrays | place | Threw | read only
() => { Array.prototype.map = () => []; return true; }
//# the iterator of arrays | place | Threw
() => { Array.prototype[Symbol.iterator] = function* () { }; return true; }
//# the next of array iterators | place | Threw
() => { Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true }); return true; }
//# the then of promises | place | Threw
() => { Promise.prototype.then = () => { }; return true; }
//# JSON | place | Threw
() => { JSON.stringify = () => "{}"; return true; }
//# a define on a prototype | place | Threw
() => { Object.defineProperty(Object.prototype, "x", { get() { return 1; } }); return true; }
//# the prototype of a prototype | place | Threw
() => { Object.setPrototypeOf(Array.prototype, { map: 1 }); return true; }
//# where stacks are made | place | Threw
() => { Error.prepareStackTrace = (error, sites) => sites; return true; }
//# how long stacks are | place | Threw
() => { Error.stackTraceLimit = 1e9; return true; }
//# the sites of a stack | place | Served
() => { const o = {}; Error.captureStackTrace(o); return typeof o.stack === "string"; }
//# the unscopables | place | Threw
() => { Array.prototype[Symbol.unscopables].map = true; return true; }
//# the last match, which one call could leave for the next | place | Served
() => { /(secret)/.exec("secret"); return RegExp.$1 === undefined && RegExp.lastMatch === undefined && RegExp.input === undefined; }
//# the last index of a regular expression | place | Impure
(object, edge) => count.test("a")
//# a counter in the module | place | Impure
() => calls++ < 3
//# a counter that few edges are told of | place | Impure | edge-0
(object, edge) => edge.id !== "" && calls++ < 3
//# a list in the module | place | Impure
(object, edge) => { seen.push(edge.id); return seen.length % 2 === 0; }
//# a counter in customize | customize | Impure
o => { o.spec.replicas = calls++; }
//# a property of a function | place | Threw/Impure
function self() { self.calls = (self.calls ?? 0) + 1; return self.calls % 2 === 0; }
//# the edge | place | Threw
(object, edge) => { edge.labels.size = "x"; return true; }
//# the edge in customize | customize | Threw | an edge
(object, edge) => { edge.labels.size = "x"; }
//# the object | place | Threw | read only
object => { object.spec.replicas = 3; return true; }
//# the library | module | Threw/Served
policy.x = 1;
//# the policy after it was declared | place | Threw/Served
() => { later.place = () => true; return true; }
//# a counter in choose | choose | Impure/Unstable
(object, edges) => edges.slice(0, calls++ % 2 + 1)
//# a counter in where | where | Impure/Served
() => calls++ % 2 === 0
//# a counter in health | health | Impure/Served/BadResult
() => Object.defineProperty({ health: "Current", reason: String(calls++), message: "" }, Symbol.for("kubestellar.health"), { value: true })
//# a counter in a wave | wave | Impure
() => calls++ % 2 === 0
//# a counter in a pick | pick | Impure
edges => [edges[calls++]]
//# edges of one's own in a pick | pick | BadResult | which is not among
() => [{ id: "edge-0-of-mine" }]
//# an edge changed in a wave | wave | Threw
edge => { edge.labels.size = "large"; return true; }
//# a counter in a gate | gate | Impure
() => Object.defineProperty({ verdict: "hold", reason: String(calls++) }, Symbol.for("kubestellar.gate"), { value: true })
//# the brand without the library | module | BadShape/Threw
export default { [Symbol.for("kubestellar.policy")]: true, selects: 1, place: 1 };
