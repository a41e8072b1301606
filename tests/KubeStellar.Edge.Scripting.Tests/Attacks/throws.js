//# nothing | place | Threw | null was thrown
() => { throw null; }
//# undefined | place | Threw | undefined was thrown
() => { throw undefined; }
//# a text | place | Threw | the text a text
() => { throw "a text"; }
//# a long text | place | Threw
() => { throw "x".repeat(1e6); }
//# a number | place | Threw | 42
() => { throw 42; }
//# a big integer | place | Threw | 42
() => { throw 42n; }
//# a symbol | place | Threw | Symbol(s)
() => { throw Symbol("s"); }
//# a function | place | Threw | a function
() => { throw () => 1; }
//# a class | place | Threw
() => { throw class A { static get name() { return "x"; } }; }
//# an empty object | place | Threw | an object that is no Error
() => { throw {}; }
//# an object that poses as an error | place | Threw | an object that is no Error
() => { throw { name: 1, message: [], stack: {} }; }
//# a proxy that throws | place | Threw | cannot be read
() => { throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } }); }
//# a revoked proxy | place | Threw | cannot be read
() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy; }
//# an error of a long message | place | Threw
() => { throw new Error("x".repeat(1e6)); }
//# an error with a false stack | place | Threw
() => { throw Object.assign(new Error("x"), { stack: "at (/etc/passwd:1:1)" }); }
//# an error with a long stack | place | Threw
() => { throw Object.assign(new Error("x"), { stack: "at (main.js:1:1)\n".repeat(1e5) }); }
//# an error of many errors | place | Threw | AggregateError
() => { throw new AggregateError(new Array(1e5).fill(new Error("x")), "many"); }
//# an error within itself | place | Threw | Error: x
() => { const e = new Error("x"); e.cause = e; throw e; }
//# a disposal that throws | place | Threw
() => { const d = new DisposableStack(); d.defer(() => { throw new Error("a"); }); d.defer(() => { throw new Error("b"); }); d.dispose(); }
//# in a module | module | Threw | at once
throw new Error("at once");
//# no error in a module | module | Threw
throw { get message() { return "x"; } };
//# a proxy in a module | module | Threw/TimedOut/HostDied
throw new Proxy({}, { get() { throw 1; } });
//# a proxy that loops in a module | module | TimedOut
throw new Proxy({}, { get() { for (;;); }, getPrototypeOf() { for (;;); } });
//# in map | map | Threw | no map
() => { throw new Error("no map"); }
//# in combine | combine | Threw | no combine
() => { throw new Error("no combine"); }
//# in finish | finish | Threw | no finish
() => { throw new Error("no finish"); }
//# in customize | customize | Threw | no variant
() => { throw new Error("no variant"); }
