//# a text for yes | place | BadResult
() => "yes"
//# a number for yes | place | BadResult
() => 1
//# an object for yes | place | BadResult
() => ({})
//# null for no | place | BadResult
() => null
//# a boolean in a box | place | BadResult
() => new Boolean(true)
//# a proxy | place | BadResult/Threw
() => new Proxy({}, { get() { throw new Error("no"); } })
//# a symbol | place | BadResult
() => Symbol("yes")
//# not a number in a variant | customize | BadResult | spec.x
o => { o.spec.x = NaN; }
//# an infinite number | customize | BadResult | spec.x
o => { o.spec.x = -Infinity; }
//# minus nothing | customize | Served
o => { o.spec.x = -0; }
//# a big integer | customize | Served
o => { o.spec.x = 12345678901234567890n; }
//# a big integer of a million digits | customize | BadResult/Threw/TimedOut
o => { o.spec.x = 10n ** 20000000n; }
//# a function | customize | BadResult | spec.x
o => { o.spec.x = () => 1; }
//# a symbol in a variant | customize | BadResult
o => { o.spec.x = Symbol("s"); }
//# a symbol as a key | customize | Served
o => { o.spec[Symbol("s")] = 1; }
//# undefined in a list | customize | BadResult
o => { o.spec.x = [1, undefined, 3]; }
//# a list with holes | customize | BadResult
o => { o.spec.x = [1, , 3]; }
//# a sparse list of four thousand million | customize | BadResult
o => { const a = []; a.length = 4294967295; o.spec.x = a; }
//# a list of a million and one | customize | BadResult/TimedOut
o => { const a = []; for (let i = 0; i <= 1000000; i++) a.push(1); o.spec.x = a; }
//# a map | customize | BadResult | no plain object
o => { o.spec.x = new Map([[1, 2]]); }
//# a class | customize | BadResult | no plain object
o => { o.spec.x = new (class A { y = 1; })(); }
//# a typed array | customize | BadResult | no plain object
o => { o.spec.x = new Uint8Array(3); }
//# a regular expression | customize | BadResult | no plain object
o => { o.spec.x = /x/; }
//# an object of another prototype | customize | BadResult/Served
o => { o.spec.x = Object.create({ y: 1 }); }
//# an object without a prototype | customize | Served
o => { o.spec.x = Object.assign(Object.create(null), { y: 1 }); }
//# a proxy of a list | customize | Served/BadResult
o => { o.spec.x = new Proxy([1, 2], {}); }
//# a proxy that claims a length | customize | BadResult/TimedOut/OutOfMemory
o => { o.spec.x = new Proxy([], { get: (target, key) => key === "length" ? 1e6 : new Array(1000).fill(1) }); }
//# a proxy whose keys are endless | customize | TimedOut/OutOfMemory/Threw/BadResult
o => { o.spec.x = new Proxy({}, { ownKeys: () => Array.from({ length: 1e6 }, (_, i) => "k" + i), getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }); }
//# a getter that throws | customize | Threw/BadResult
o => { o.spec.x = { get y() { throw new Error("no"); } }; }
//# a getter that gives another value each time | customize | Served/Impure
o => { let n = 0; o.spec.x = { get y() { return n++; } }; }
//# toJSON, which is not asked | customize | BadResult/Served
o => { o.spec.x = { toJSON: () => ({ y: 1 }) }; }
//# a circle | customize | BadResult | circle
o => { const a = {}; a.a = a; o.spec.x = a; }
//# the object within itself | customize | BadResult | circle
o => { o.spec.x = o; }
//# a circle of lists | customize | BadResult | circle
o => { const a = []; a.push([a]); o.spec.x = a; }
//# a thousand levels | customize | BadResult | deeper
o => { let a = {}; for (let i = 0; i < 1000; i++) a = { a }; o.spec.x = a; }
//# a million keys | customize | BadResult/TimedOut/OutOfMemory
o => { const x = {}; for (let i = 0; i < 1e6; i++) x["some-long-key-" + i] = i; o.spec.x = x; }
//# twenty megabytes | customize | BadResult/TimedOut
o => { o.spec.x = Array.from({ length: 20 }, () => "y".repeat(1000000)); }
//# one object a million times | customize | BadResult/TimedOut
o => { const y = { text: "y".repeat(100) }; o.spec.x = Array.from({ length: 1000000 }, () => y); }
//# a tree that doubles | customize | BadResult/TimedOut
o => { let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; o.spec.x = a; }
//# half a pair of characters | customize | Served/BadResult
o => { o.spec.x = "\ud800"; }
//# characters that end lines and texts | customize | Served
o => { o.spec.x = "\u0000\u2028\u2029\"\\</script>"; }
//# a key that is a prototype | customize | Served
o => { o.spec.x = JSON.parse('{"__proto__": 1, "constructor": 2}'); }
//# a list as the object | customize | BadResult | an array
() => []
//# a text as a patch | customize | BadResult
() => "replicas"
//# a patch that is a class | customize | BadResult
() => new (class A { spec = 1; })()
//# a patch and an edit | customize | BadResult
o => { o.spec.replicas = 3; return { spec: {} }; }
//# a deep patch | customize | BadResult | deeper
() => { let a = {}; for (let i = 0; i < 1000; i++) a = { a }; return { spec: a }; }
//# an edge that is not among them | choose | BadResult
() => ["nobody"]
//# an edge twice | choose | BadResult/Served
(object, edges) => [edges[0], edges[0], ...edges.slice(1)]
//# a choice of another kind | choose | BadResult
() => new Map()
//# a choice that changes when it is its own | choose | Unstable
(object, edges, current) => current.length > 0 ? [] : edges
//# a share that is a circle | choose | BadResult
(object, edges) => { const share = {}; share.share = share; return [Object.defineProperty({ edge: edges[0].id, share }, Symbol.for("kubestellar.assignment"), { value: true })]; }
//# a reason without end | place | BadResult/Served
() => Object.defineProperty({ placed: true, reason: "y".repeat(1000000) }, Symbol.for("kubestellar.verdict"), { value: true })
//# a reason that is no text | place | BadResult/Served
() => Object.defineProperty({ placed: true, reason: { toString() { throw new Error("no"); } } }, Symbol.for("kubestellar.verdict"), { value: true })
//# a million copies | customize | BadResult/TimedOut/OutOfMemory
() => Object.defineProperty({ items: Array.from({ length: 1000000 }, (_, i) => i), edit(copy, item) { copy.metadata.name = "web-" + item; } }, Symbol.for("kubestellar.fanOut"), { value: true })
//# copies of one name | customize | BadResult
() => Object.defineProperty({ items: [1, 2], edit() { } }, Symbol.for("kubestellar.fanOut"), { value: true })
//# a selection that is a text | where | BadResult
() => "yes"
//# references that are none | dependsOn | BadResult/Served
() => [1, {}, null]
//# a million references | dependsOn | BadResult/TimedOut/Served
() => Array.from({ length: 1000000 }, (_, i) => "ConfigMap/shop/c" + i)
//# an affinity that is none | affinity | BadResult
() => ({ with: 1 })
//# a health of one's own | health | BadResult/Served
() => ({ health: "Splendid" })
//# a verdict of a gate of one's own | gate | BadResult | the verdict
() => Object.defineProperty({ verdict: "explode", reason: "" }, Symbol.for("kubestellar.gate"), { value: true })
//# a gate whose reason is no text | gate | Served
() => Object.defineProperty({ verdict: "hold", reason: { toString() { for (;;); } } }, Symbol.for("kubestellar.gate"), { value: true })
//# a circle as a partial | map | BadResult
() => { const a = {}; a.a = a; return a; }
//# a promise as a partial | map | BadResult
() => Promise.resolve(1)
//# a function as a summary | finish | BadResult
() => () => 1
//# a large partial | combine | BadResult
() => Array.from({ length: 20 }, () => "y".repeat(1000000)).join("")
//# half of a character | customize | BadResult | half of a character
o => { o.spec.x = ["😀x".at(0)]; }
//# half of a character as a key | customize | BadResult | half of a character
o => { o.spec.x = { "\ud83d": 1 }; }
//# half of a character in a path | customize | BadResult | half of a character
o => { o.spec["\ude00"] = 1; }
//# half of a character in a patch | customize | BadResult | half of a character
() => ({ metadata: { annotations: { a: "\udfff" } } })
//# half of a character in a reason | place | Served
() => ({ [Symbol.for("kubestellar.verdict")]: true, placed: true, reason: "x\ud83d" })
//# half of a character where a message is cut | customize | Threw | x
() => { throw new Error("x" + "😀".repeat(600)); }
//# half of a character in a partial | map | BadResult | half of a character
() => ({ x: "\ud83d" })
