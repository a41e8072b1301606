// Runs once in every isolate, before anything else. Takes away what is not a pure function of its arguments (clock, randomness, locale,
// garbage collection, code from strings, shared memory), bounds the built-ins that cannot be interrupted, and freezes the rest.
"use strict";
(function harden() {
  const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const { apply, ownKeys } = Reflect;

  const remove = (holder, ...names) => {
    for (const name of names)
      if (!delete holder[name]) throw new Error(`cannot remove ${name}`);
  };

  remove(globalThis, "WebAssembly", "SharedArrayBuffer", "Atomics", "Date", "Intl", "WeakRef", "FinalizationRegistry", "console", "eval");
  for (const name of ["Temporal", "ShadowRealm", "performance", "gc", "escape", "unescape"]) delete globalThis[name];
  remove(Math, "random");
  remove(String.prototype, "localeCompare", "toLocaleLowerCase", "toLocaleUpperCase");
  for (const holder of [Object, Array, Number, BigInt, getPrototypeOf(Uint8Array)]) delete holder.prototype.toLocaleString;
  delete RegExp.prototype.compile;
  // What the last match was is state that one evaluation could leave for the next.
  for (const name of ownKeys(RegExp))
    if (typeof name === "string" && /^(\$.|\$[1-9]|input|lastMatch|lastParen|leftContext|rightContext)$/.test(name)) delete RegExp[name];

  // Code from strings: every constructor of functions is reached through some prototype's "constructor".
  const prototypes = [
    Function.prototype,
    getPrototypeOf(async function () { }),
    getPrototypeOf(function* () { }),
    getPrototypeOf(async function* () { }),
  ];
  const refusing = prototype => {
    const Function = function Function() { throw new TypeError("code from strings is not allowed in a policy"); };
    defineProperty(Function, "prototype", { value: prototype, writable: false });
    return Function;
  };
  for (const prototype of prototypes) defineProperty(prototype, "constructor", { value: refusing(prototype), writable: true, configurable: true });
  globalThis.Function = Function.prototype.constructor;

  // Built-ins that run or grow without a pause in which V8 could be interrupted. An array-like that only claims a length is refused as well.
  const MaxLength = 1_000_000;
  const refuse = name => { throw new RangeError(`${name}: more than ${MaxLength} elements or characters`); };
  const bounded = (holder, name, size) => {
    const native = holder[name];
    const guard = {
      [name](...args) {
        if (!(size(this, args) <= MaxLength)) refuse(name);
        return apply(native, this, args);
      },
    }[name];
    defineProperty(guard, "length", { value: native.length });
    defineProperty(holder, name, { value: guard, writable: true, enumerable: false, configurable: true });
  };
  const lengthOf = self => {
    if (self === null || self === undefined) return 0;
    const length = typeof self === "string" ? self.length : +self.length;
    return length === length ? length : 0;
  };
  for (const name of ["fill", "includes", "indexOf", "lastIndexOf", "reverse", "sort", "toSorted", "toReversed", "toSpliced", "with", "splice", "copyWithin", "shift", "unshift", "join", "slice"])
    if (name in Array.prototype) bounded(Array.prototype, name, lengthOf);
  bounded(Array.prototype, "concat", (self, args) => {
    let sum = lengthOf(self);
    for (const arg of args) sum += Array.isArray(arg) ? arg.length : 1;
    return sum;
  });
  bounded(Array, "from", (_, args) => lengthOf(args[0]));
  bounded(String.prototype, "repeat", (self, args) => lengthOf(self) * (+args[0] || 0));
  for (const name of ["padStart", "padEnd"]) bounded(String.prototype, name, (_, args) => +args[0] || 0);
  for (const name of ["split", "normalize"]) bounded(String.prototype, name, lengthOf);

  // The override mistake: a frozen prototype's data property forbids assigning a property of that name to every object that inherits it.
  // Accessors keep "error.name = ..." and "object.toString = ..." working.
  const overridable = (prototype, names) => {
    for (const name of names) {
      const descriptor = getOwnPropertyDescriptor(prototype, name);
      if (!descriptor || !("value" in descriptor) || !descriptor.configurable) continue;
      const { value, enumerable } = descriptor;
      defineProperty(prototype, name, {
        enumerable, configurable: false,
        get() { return value; },
        set(replacement) {
          if (this === prototype) throw new TypeError(`${String(name)} of a built-in cannot be changed`);
          defineProperty(this, name, { value: replacement, writable: true, enumerable: true, configurable: true });
        },
      });
    }
  };
  for (const prototype of [Object.prototype, ...prototypes]) overridable(prototype, ownKeys(prototype));
  for (const name of ["Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError", "AggregateError", "SuppressedError"])
    if (globalThis[name]) overridable(globalThis[name].prototype, ownKeys(globalThis[name].prototype));
  overridable(Array.prototype, ["toString"]);

  // Freeze everything that can be reached from the global object and from literals.
  const seen = new Set();
  const freezeAll = start => {
    const queue = [start];
    while (queue.length > 0) {
      const value = queue.pop();
      if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
      seen.add(value);
      if (value !== globalThis) freeze(value);
      queue.push(getPrototypeOf(value));
      for (const key of ownKeys(value)) {
        const descriptor = getOwnPropertyDescriptor(value, key);
        if ("value" in descriptor) queue.push(descriptor.value);
        else queue.push(descriptor.get, descriptor.set);
      }
    }
  };
  const asyncGenerator = (async function* () { })();
  for (const root of [
    globalThis, ...prototypes,
    [][Symbol.iterator](), ""[Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator](),
    "".matchAll(/./g), (function* () { })(), asyncGenerator, [].values().map(x => x), Iterator.from({ next() { return { done: true }; } }),
  ]) freezeAll(root);
})();
