//# at the top of a module | module | TimedOut
for (;;);
//# in a static block | module | TimedOut
class A { static { for (;;); } }
//# in a computed key | module | TimedOut
const o = { [{ toString() { for (;;); } }]: 1 };
//# in a module that waits for ever | module | BadImport/TimedOut/Threw/BadShape
await new Promise(() => { });
//# in a thenable that is awaited | module | TimedOut
await { then() { for (;;); } };
//# in place | place | TimedOut
() => { for (;;); }
//# behind try and finally | place | TimedOut
() => { try { for (;;); } catch { return true; } finally { for (;;); } }
//# in a getter | place | TimedOut
() => ({ get yes() { for (;;); } }).yes
//# in a setter | place | TimedOut
() => { ({ set yes(value) { for (;;); } }).yes = 1; }
//# in a proxy's trap | place | TimedOut
() => "x" in new Proxy({}, { has() { for (;;); } })
//# in the keys of a proxy | place | TimedOut
() => Object.keys(new Proxy({}, { ownKeys() { for (;;); } })).length === 0
//# in an iterator that never ends | place | TimedOut
() => { for (const x of { [Symbol.iterator]: () => ({ next: () => ({ done: false }) }) }); }
//# in a generator that is spread | place | TimedOut/OutOfMemory
() => [...(function* () { for (;;) yield 1; })()].length > 0
//# in a set that grows while it is walked | place | TimedOut
() => { const s = new Set([1]); for (const k of s) { s.delete(k); s.add(k); } }
//# in an iterator helper | place | TimedOut
() => Iterator.from({ next: () => ({ done: false, value: 1 }) }).filter(() => false).next().done
//# in dropping from an iterator | place | TimedOut
() => Iterator.from({ next: () => ({ done: false, value: 1 }) }).drop(1e15).next().done
//# in a regular expression | place | TimedOut
() => /(a+)+$/.test("a".repeat(60) + "b")
//# in a lookbehind | place | TimedOut
() => /(?<=c(a+)+)b/.test("a".repeat(60) + "b")
//# in a regular expression with the v flag | place | TimedOut
() => /^(?:[\w--[0-9]]+)+$/v.test("a".repeat(60) + "-")
//# in what replaces a match | place | TimedOut
() => "x".replace(/x/, () => { for (;;); }) === ""
//# in a comparator | place | TimedOut
() => [3, 2, 1].sort(() => { for (;;); }).length > 0
//# in a comparator of a copy | place | TimedOut
() => [3, 2, 1].toSorted(() => { for (;;); }).length > 0
//# in the building of a text | place | TimedOut/OutOfMemory
() => { let s = ""; for (let i = 0; ; i++) s = `${s}${i}`.slice(-1000); }
//# in a template | place | TimedOut
() => `${{ toString() { for (;;); } }}` === ""
//# in toPrimitive | place | TimedOut
() => +{ [Symbol.toPrimitive]() { for (;;); } } > 0
//# in valueOf | place | TimedOut
() => 1 < { valueOf() { for (;;); } }
//# in hasInstance | place | TimedOut
() => ({}) instanceof { [Symbol.hasInstance]() { for (;;); } }
//# in a species | place | TimedOut
() => { class A extends Array { static get [Symbol.species]() { for (;;); } } return new A(1, 2).map(x => x).length > 0; }
//# in toJSON | place | TimedOut
() => JSON.stringify({ toJSON() { for (;;); } }) === ""
//# in a replacer | place | TimedOut
() => JSON.stringify([1, 2, 3], () => { for (;;); }) === ""
//# in a reviver | place | TimedOut
() => JSON.parse("[1]", () => { for (;;); }) === 1
//# in the message of an error | place | TimedOut
() => { throw { get message() { for (;;); } }; }
//# in the name of an error | place | TimedOut
() => { throw { get name() { for (;;); } }; }
//# in the stack of an error | place | TimedOut
() => { throw Object.defineProperty(new Error("x"), "stack", { get() { for (;;); } }); }
//# in a thrown proxy | place | TimedOut
() => { throw new Proxy({}, { get() { for (;;); }, getPrototypeOf() { for (;;); } }); }
//# in the disposal of a resource | place | TimedOut
() => { const d = new DisposableStack(); d.defer(() => { for (;;); }); d.dispose(); }
//# in a hole of an array of four thousand million | place | TimedOut/Threw
() => Array(4294967295).map(x => x).length > 0
//# in an array that only claims a length | place | TimedOut/Threw
() => { Array.prototype.forEach.call({ length: 9e15 }, () => 1); }
//# in numbers without end | place | TimedOut/Threw
() => { let a = 3n; for (;;) a = a * a % (2n ** 40000n - 1n); }
//# in customize | customize | TimedOut
() => { for (;;); }
//# in a getter of what customize leaves | customize | TimedOut
o => { o.spec.x = { get y() { for (;;); } }; }
//# in the keys of a patch | customize | TimedOut
() => new Proxy({}, { ownKeys() { for (;;); }, getPrototypeOf() { for (;;); } })
//# in the prototype of a draft | customize | TimedOut/Threw/BadResult
o => { Object.setPrototypeOf(o, new Proxy({}, { get() { for (;;); } })); return o.anything; }
//# in choose | choose | TimedOut
() => { for (;;); }
//# in the length of what choose gives | choose | TimedOut/BadResult/Threw
() => new Proxy([], { get() { for (;;); } })
//# in an edge that choose gives | choose | TimedOut/BadResult
() => [{ get id() { for (;;); } }]
//# in where | where | TimedOut
() => { for (;;); }
//# in dependsOn | dependsOn | TimedOut
() => { for (;;); }
//# in affinity | affinity | TimedOut
() => ({ get with() { for (;;); } })
//# in health | health | TimedOut
() => { for (;;); }
//# in a verdict of health | health | TimedOut/BadResult
() => new Proxy({}, { get() { for (;;); }, getOwnPropertyDescriptor() { for (;;); } })
//# in a gate | gate | TimedOut
() => { for (;;); }
//# in a verdict of a gate | gate | TimedOut/BadResult
() => new Proxy({}, { get() { for (;;); }, getOwnPropertyDescriptor() { for (;;); } })
//# in a gate of a wave | waveGate | TimedOut
() => { for (;;); }
//# in a wave | wave | TimedOut
() => { for (;;); }
//# in an answer of a wave | wave | TimedOut/BadResult
() => ({ get then() { for (;;); } })
//# in a pick | pick | TimedOut
() => { for (;;); }
//# in what a pick returns | pick | TimedOut/BadResult
edges => new Proxy([], { get() { for (;;); } })
//# in an edge that a pick returns | pick | TimedOut/BadResult
() => [{ get id() { for (;;); } }]
//# in a verdict of place | place | TimedOut/BadResult
() => new Proxy({}, { get() { for (;;); }, getOwnPropertyDescriptor() { for (;;); } })
//# in the items of a fan-out | customize | TimedOut/BadResult
() => ({ [Symbol.for("kubestellar.fanOut")]: true, items: { *[Symbol.iterator]() { for (;;) yield 1; } }, edit() { } })
//# in the edit of a fan-out | customize | TimedOut/BadResult
() => Object.defineProperty({ items: [1], edit() { for (;;); } }, Symbol.for("kubestellar.fanOut"), { value: true })
//# in map | map | TimedOut
() => { for (;;); }
//# in a getter of a partial | map | TimedOut
() => ({ get ready() { for (;;); } })
//# in combine | combine | TimedOut
() => { for (;;); }
//# in finish | finish | TimedOut
() => { for (;;); }
