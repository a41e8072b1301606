//# arrays of numbers | place | OutOfMemory/TimedOut
() => { const a = []; for (;;) a.push(new Array(1000).fill(1.5)); }
//# arrays of arrays | place | OutOfMemory/TimedOut
() => { let a = []; for (;;) a = [a, a]; }
//# one array that grows | place | OutOfMemory/TimedOut/Threw
() => { const a = []; for (let i = 0; ; i++) a[i] = i + 0.5; }
//# one sparse array | place | OutOfMemory/TimedOut/Threw
() => { const a = []; for (let i = 0; ; i++) a[i * 1000] = i; }
//# short texts | place | OutOfMemory/TimedOut
() => { const a = []; let i = 0; for (;;) a.push(("x" + i++).repeat(1000)); }
//# a text that doubles | place | OutOfMemory/TimedOut/Threw
() => { let s = "x"; for (;;) s += s; }
//# a text that is replaced | place | OutOfMemory/TimedOut/Threw
() => "x".repeat(1e6).replace(/x/g, "y".repeat(1e6)) === ""
//# a text that is joined | place | OutOfMemory/TimedOut/Threw
() => new Array(1e6).fill("x".repeat(1e5)).join("y".repeat(1e5)) === ""
//# texts that are flattened | place | OutOfMemory/TimedOut/Threw
() => { const a = []; for (let i = 0; ; i++) { let s = i + "x".repeat(1e6); s = s + s + s + s; a.push(s, s.toUpperCase()); } }
//# maps | place | OutOfMemory/TimedOut/Threw
() => { const m = new Map(); for (let i = 0; ; i++) m.set(i, [i]); }
//# sets | place | OutOfMemory/TimedOut/Threw
() => { const s = new Set(); for (let i = 0; ; i++) s.add({ i }); }
//# objects with many keys | place | OutOfMemory/TimedOut
() => { const o = {}; for (let i = 0; ; i++) o["k" + i] = i; }
//# objects of many shapes | place | OutOfMemory/TimedOut
() => { const a = []; for (let i = 0; ; i++) a.push({ ["k" + i]: i }); }
//# closures | place | OutOfMemory/TimedOut
() => { let f = () => 0; for (;;) { const g = f; f = () => g; } }
//# bound functions | place | OutOfMemory/TimedOut
() => { let f = () => 0; for (;;) f = f.bind(null, 1, 2, 3); }
//# classes | place | OutOfMemory/TimedOut
() => { const a = []; for (;;) a.push(class { x = 1; y() { } }); }
//# typed arrays | place | OutOfMemory/TimedOut/Threw
() => { const a = []; for (;;) a.push(new Uint8Array(1e6).fill(1)); }
//# one typed array of gigabytes | place | Threw | RangeError
() => new Float64Array(1e9).length > 0
//# array buffers | place | OutOfMemory/TimedOut/Threw
() => { const a = []; for (;;) a.push(new ArrayBuffer(5e7)); }
//# array buffers that grow | place | OutOfMemory/TimedOut/Threw
() => { const a = []; for (;;) { const b = new ArrayBuffer(8, { maxByteLength: 1e9 }); b.resize(1e9); new Uint8Array(b).fill(1); a.push(b); } }
//# array buffers that reserve | place | OutOfMemory/TimedOut/Threw
() => { const a = []; for (;;) a.push(new ArrayBuffer(8, { maxByteLength: 2 ** 36 })); }
//# big integers | place | OutOfMemory/TimedOut/Threw
() => { const a = []; for (;;) a.push(1n << 1000000n); }
//# one big integer | place | OutOfMemory/TimedOut/Threw
() => { let n = 3n; for (;;) n *= n; }
//# a big integer as text | place | OutOfMemory/TimedOut/Threw
() => String(7n ** 3000000n) === ""
//# regular expressions | place | OutOfMemory/TimedOut/Threw
() => { const a = []; for (let i = 0; ; i++) { const r = new RegExp(`x${i}(a|b)*`); r.test("xab"); a.push(r); } }
//# matches | place | OutOfMemory/TimedOut
() => { const a = []; for (;;) a.push([..."x".repeat(1e5).matchAll(/x/g)]); }
//# symbols | place | OutOfMemory/TimedOut
() => { const a = []; for (let i = 0; ; i++) a.push(Symbol("s".repeat(100) + i)); }
//# registered symbols | place | OutOfMemory/TimedOut/Threw
() => { for (let i = 0; ; i++) Symbol.for("s".repeat(100) + i); }
//# generators | place | OutOfMemory/TimedOut
() => { const a = []; for (;;) { const g = (function* () { const x = new Array(100).fill(0.5); yield x; })(); g.next(); a.push(g); } }
//# weak maps | place | OutOfMemory/TimedOut/Threw
() => { const w = new WeakMap(), k = []; for (;;) { const o = {}; k.push(o); w.set(o, new Array(100).fill(0.5)); } }
//# errors with their stacks | place | OutOfMemory/TimedOut
() => { const a = []; for (;;) { const e = new Error("x".repeat(100)); e.stack; a.push(e); } }
//# proxies of proxies | place | OutOfMemory/TimedOut/Threw
() => { let p = {}; for (;;) p = new Proxy(p, {}); }
//# the tree of a recursion | place | OutOfMemory/TimedOut/Threw
() => { const grow = depth => depth === 0 ? [] : [grow(depth - 1), grow(depth - 1), new Array(50).fill(0.5)]; return grow(40).length > 0; }
//# a parsed text | place | OutOfMemory/TimedOut/Threw
() => { const a = []; for (;;) a.push(JSON.parse(`[${"{},".repeat(1e5)}1]`)); }
//# arguments of a call | place | OutOfMemory/TimedOut/Threw
() => Math.max.apply(null, { length: 1e8 }) > 0
//# a list of groups | place | OutOfMemory/TimedOut
() => Object.groupBy((function* () { for (let i = 0; ; i++) yield i; })(), i => i % 7).length > 0
//# an object that one module keeps | module | OutOfMemory/TimedOut
const kept = []; for (;;) kept.push(new Array(1000).fill(0.5));
//# a partial that doubles | combine | BadResult/OutOfMemory/TimedOut
() => { let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; return a; }
