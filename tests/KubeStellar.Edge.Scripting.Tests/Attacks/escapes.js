//# the function constructor | place | Threw | code from strings
() => Function("return 1")() === 1
//# the constructor of a function | place | Threw | code from strings
() => [].constructor.constructor("return 1")() === 1
//# the constructor of an async function | place | Threw | code from strings
() => (async () => { }).constructor("return 1")() === 1
//# the constructor of a generator | place | Threw | code from strings
() => (function* () { }).constructor("yield 1")() === 1
//# the constructor of an async generator | place | Threw | code from strings
() => (async function* () { }).constructor("yield 1")() === 1
//# the constructor by Reflect | place | Threw | code from strings
() => Reflect.construct((() => 1).constructor, ["return 1"])() === 1
//# a subclass of Function | place | Threw | code from strings
() => new (class extends Function { })("return 1")() === 1
//# eval | place | Threw | eval is not defined
() => eval("1") === 1
//# a function as text of code | place | Threw
() => setTimeout("1") === 1
//# what a page or Node.js has | place | Served
() => [typeof process, typeof require, typeof module, typeof Buffer, typeof fetch, typeof XMLHttpRequest, typeof Worker, typeof setTimeout, typeof queueMicrotask, typeof structuredClone, typeof console, typeof Deno].every(t => t === "undefined")
//# clock, chance, locale, shared memory, collection | place | Served
() => [typeof Date, typeof Intl, typeof Temporal, typeof performance, typeof Math.random, typeof "".localeCompare, typeof (1).toLocaleString, typeof [].toLocaleString, typeof WebAssembly, typeof SharedArrayBuffer, typeof Atomics, typeof WeakRef, typeof FinalizationRegistry, typeof ShadowRealm].every(t => t === "undefined")
//# what the engine keeps for itself | place | Served
() => { const e = globalThis.EngineInternal; return e === undefined || (Object.isFrozen(e) && Object.values(e).every(v => typeof v !== "function" || Object.isFrozen(v))); }
//# the host behind what the engine keeps | place | Served
() => { const e = globalThis.EngineInternal; return e === undefined || !Object.keys(e).some(k => { try { return e.isHostObject(e[k]); } catch { return false; } }); }
//# the stack of the host | place | Served
() => { const e = globalThis.EngineInternal; return e === undefined || !/[\s(]\/|\\|KubeStellar/.test(String(e.getStackTrace())); }
//# the host's types | place | Served
() => [typeof host, typeof lib, typeof System, typeof clr, typeof xHost, typeof Host, typeof importNamespace].every(t => t === "undefined")
//# the host's paths in a stack | place | Served
() => { const { stack } = new Error("x"); return !/[\s(]\/|\\|KubeStellar/.test(stack); }
//# a module of Node.js | module | BadImport | node:fs
import fs from "node:fs";
//# a file of the host | module | BadImport
import text from "/etc/passwd";
//# a file above the bundle | module | BadImport
import text from "../../../../etc/passwd";
//# a page | module | BadImport
import text from "https://example.com/x.js";
//# a text as a module | module | BadImport
import text from "data:text/javascript,export default 1";
//# a file as JSON | module | BadImport/Syntax
import text from "./secret.json" with { type: "json" };
//# an import in place | place | BadResult/Threw/TimedOut
() => import("node:fs")
//# the module's own meta | module | Served
if (Object.keys(import.meta).some(k => k !== "setResult") || typeof import.meta.url !== "undefined") throw new Error("it tells too much");
//# a debugger | place | Served
() => { debugger; return true; }
//# the caller of a function | place | Threw/Served
() => { const f = function () { return f.caller; }; return f() === null; }
//# the arguments of a caller | place | Threw
() => { const f = function () { return arguments.callee; }; return f() === null; }
//# the this of a sloppy function | place | Served
function () { return this === undefined || Object.isFrozen(this); }
//# a getter of the global object | place | Threw
() => { Object.defineProperty(globalThis, "JSON", { get() { return 1; } }); return true; }
//# the isolate's kernel | place | Served
() => [typeof kernel, typeof edges, typeof reserve, typeof declared, typeof drafts].every(t => t === "undefined")
//# the fields of an error of the host | place | Served
() => { try { null.x; } catch (error) { return Reflect.ownKeys(error).every(k => k === "stack" || k === "message") && error.hostException === undefined; } }
