// Runs once in every isolate, before anything else. Takes away what is not a pure function of its arguments (clock, randomness, locale,
// garbage collection, code from strings, shared memory), bounds the built-ins that cannot be interrupted, and freezes the rest.
"use strict";
(function harden() {
  const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const { apply, construct, ownKeys } = Reflect;

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
  // What gets by (a length that changes between two looks) costs the host, which is killed, and no more.
  const MaxLength = 1_000_000;
  const MaxText = 16 * 1024 * 1024;
  const refuse = (name, most) => { throw new RangeError(`${name}: more than ${most} elements or characters`); };
  const lengthOf = self => self === null || self === undefined ? 0 : +self.length || 0;
  const replace = (holder, name, guard) => {
    defineProperty(guard, "length", { value: holder[name].length });
    defineProperty(holder, name, { value: guard, writable: true, enumerable: false, configurable: true });
  };
  /** Bounds what a method is called on. */
  const boundSelf = (holder, most, ...names) => {
    for (const name of names) {
      const native = holder[name];
      if (native === undefined) continue;
      replace(holder, name, {
        [name](...args) {
          if (!(lengthOf(this) <= most)) refuse(name, most);
          return apply(native, this, args);
        },
      }[name]);
    }
  };
  /** Bounds what a call is given. */
  const bound = (holder, name, most, size) => {
    const native = holder[name];
    if (native === undefined) return;
    replace(holder, name, {
      [name](...args) {
        if (!(size(this, args) <= most)) refuse(name, most);
        return apply(native, this, args);
      },
    }[name]);
  };
  boundSelf(Array.prototype, MaxLength, "fill", "includes", "indexOf", "lastIndexOf", "reverse", "sort", "toSorted", "toReversed", "toSpliced", "with", "splice", "copyWithin",
    "shift", "unshift", "join", "slice", "map", "filter", "forEach", "some", "every", "reduce", "reduceRight", "flat", "flatMap", "find", "findIndex", "findLast", "findLastIndex");
  bound(Array.prototype, "concat", MaxLength, (self, args) => {
    let sum = lengthOf(self);
    for (const arg of args) sum += Array.isArray(arg) ? arg.length : 1;
    return sum;
  });
  bound(Array, "from", MaxLength, (_, args) => lengthOf(args[0]));
  bound(Reflect, "apply", MaxLength, (_, args) => lengthOf(args[2]));
  bound(Function.prototype, "apply", MaxLength, (_, args) => lengthOf(args[1]));
  bound(Reflect, "construct", MaxLength, (_, args) => lengthOf(args[1]));
  boundSelf(String.prototype, MaxLength, "split", "normalize");
  boundSelf(String.prototype, MaxText, "indexOf", "lastIndexOf", "includes", "toUpperCase", "toLowerCase", "replaceAll");
  bound(String.prototype, "repeat", MaxLength, (self, args) => lengthOf(self) * (+args[0] || 0));
  for (const name of ["padStart", "padEnd"]) bound(String.prototype, name, MaxLength, (_, args) => +args[0] || 0);
  bound(String, "raw", MaxLength, (_, args) => lengthOf(args[0]?.raw));
  bound(JSON, "parse", MaxText, (_, args) => lengthOf(args[0]));
  for (const name of ["encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent"]) bound(globalThis, name, MaxText, (_, args) => lengthOf(args[0]));

  // Memory beside the heap: buffers of one size, that is bounded. Those that grow reserve what they may become.
  const sized = (name, most) => {
    const native = globalThis[name];
    const guard = {
      [name]: function (length, ...rest) {
        if (new.target === undefined) throw new TypeError(`${name}: "new" is missing`);
        if (!((typeof length === "object" ? lengthOf(length) : +length || 0) <= most)) refuse(name, most);
        return construct(native, name === "ArrayBuffer" ? [length] : [length, ...rest], new.target);
      },
    }[name];
    for (const key of ownKeys(native)) if (key !== "length" && key !== "name") defineProperty(guard, key, getOwnPropertyDescriptor(native, key));
    defineProperty(native.prototype, "constructor", { value: guard, writable: true, enumerable: false, configurable: true });
    defineProperty(guard, "length", { value: native.length });
    Object.setPrototypeOf(guard, getPrototypeOf(native));
    defineProperty(globalThis, name, { value: guard, writable: true, enumerable: false, configurable: true });
  };
  remove(ArrayBuffer.prototype, "resize", "transfer", "transferToFixedLength");
  const TypedArray = getPrototypeOf(Uint8Array);
  sized("ArrayBuffer", MaxText);
  for (const name of ["Int8", "Uint8", "Uint8Clamped", "Int16", "Uint16", "Int32", "Uint32", "Float16", "Float32", "Float64", "BigInt64", "BigUint64"])
    if (globalThis[`${name}Array`]) sized(`${name}Array`, MaxText);
  bound(TypedArray, "from", MaxLength, (_, args) => lengthOf(args[0]));
  boundSelf(TypedArray.prototype, MaxLength, "sort", "toSorted", "join", "map", "filter", "forEach", "some", "every", "reduce", "reduceRight", "find", "findIndex", "findLast", "findLastIndex");

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
