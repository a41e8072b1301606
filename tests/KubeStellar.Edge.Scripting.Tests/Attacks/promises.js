//# a chain of promises without end | module | TimedOut
(function again() { Promise.resolve().then(again); })();
//# an async loop | module | TimedOut
(async () => { for (;;) await null; })();
//# an async loop that keeps what it makes | module | TimedOut/OutOfMemory
(async () => { const a = []; for (;;) { a.push(new Array(1000).fill(0.5)); await null; } })();
//# promises of promises | module | TimedOut/OutOfMemory
for (;;) Promise.resolve().then(() => { });
//# a thenable that resolves to itself | module | TimedOut
Promise.resolve({ then(resolve) { resolve(this); } });
//# all of an endless list | module | TimedOut/OutOfMemory
Promise.all((function* () { for (;;) yield 1; })());
//# a rejection that nobody handles | module | Served
Promise.reject(new Error("nobody listens"));
//# an import at run time | module | Served/Threw/BadImport
import("node:fs").then(fs => { globalThis.fs = fs; });
//# a microtask in place | place | TimedOut
() => { (function again() { Promise.resolve().then(again); })(); return true; }
//# an async place behind a function | place | BadResult | Promise
() => (async () => true)()
//# a thenable as an answer | place | BadResult
() => ({ then(resolve) { resolve(true); } })
//# an async patch | customize | BadShape | async
async () => ({ spec: { replicas: 2 } })
//# a promise in a variant | customize | BadResult
o => { o.spec.replicas = Promise.resolve(1); }
//# from async | module | TimedOut/OutOfMemory/Served
Array.fromAsync({ async *[Symbol.asyncIterator]() { for (;;) yield 1; } });
//# a promise class of one's own | place | TimedOut
() => { class P extends Promise { static get [Symbol.species]() { for (;;); } } new P(() => { }).then(); return true; }
