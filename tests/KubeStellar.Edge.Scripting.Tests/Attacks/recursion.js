//# a function calls itself | place | Threw | RangeError
() => { const f = () => f(); return f(); }
//# two functions call each other | place | Threw | RangeError
() => { const f = () => g() + 1, g = () => f() + 1; return f() > 0; }
//# toString calls itself | place | Threw | RangeError
() => { const o = { toString() { return "" + this; } }; return "" + o === ""; }
//# a getter through a proxy | place | Threw | RangeError
() => { const p = new Proxy({}, { get(t, k, self) { return self[k]; } }); return p.x; }
//# toJSON calls stringify | place | Threw | RangeError
() => { const f = () => JSON.stringify({ toJSON: f }); return f() === ""; }
//# through a built-in | place | Threw | RangeError
() => { const f = () => [1].map(f); return f().length > 0; }
//# a constructor makes itself | place | Threw | RangeError
() => { class A { constructor() { new A(); } } return new A() !== null; }
//# a chain of proxies | place | Threw/TimedOut/HostDied/OutOfMemory
() => { let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return p.x === undefined; }
//# a chain of bound functions | place | Served/Threw/TimedOut/HostDied
() => { let f = () => true; for (let i = 0; i < 1e4; i++) f = f.bind(null); return f(); }
//# a deep array as text | place | Served/Threw/TimedOut
() => { let a = [1]; for (let i = 0; i < 20000; i++) a = [a]; return JSON.stringify(a) !== ""; }
//# a deep array that is made flat | place | Threw | RangeError
() => { let a = [1]; for (let i = 0; i < 1e5; i++) a = [a]; return a.flat(Infinity).length > 1; }
//# a deep text that is parsed | place | Threw/TimedOut/Served
() => JSON.parse("[".repeat(1e5) + "]".repeat(1e5)).length > 0
//# a deep regular expression | place | Threw/TimedOut
() => new RegExp("(?:".repeat(30000) + ")".repeat(30000)).test("")
//# a regular expression that is too large | place | Served/Threw/TimedOut/OutOfMemory
() => !new RegExp("((((a{1,999}){1,999}){1,999}){1,999})").test("b")
//# in the handler of its own error | place | Threw/TimedOut
() => { const f = () => { try { f(); } catch { f(); } }; f(); }
