namespace KubeStellar.Edge.Analysis.Tests.Lint;

/// <summary>Mutable module state: what is certain is refused, what may be is said, and what only looks like it is left alone.</summary>
public sealed class StateRulesTests
{
    [Theory]
    [InlineData("let count = 0;", "count++; return count < 3;")]
    [InlineData("let last;", "last = edge.id; return true;")]
    [InlineData("var n = 1;", "n += 1; return true;")]
    [InlineData("let a, b;", "[a, b] = [1, 2]; return a;")]
    [InlineData("let a;", "({ a } = object); return a;")]
    [InlineData("let a;", "for (a of [1, 2]); return a;")]
    [InlineData("const cache = new Map();", "cache.set(edge.id, 1); return true;")]
    [InlineData("const seen = new Set();", "if (seen.has(edge.id)) return false; seen.add(edge.id); return true;")]
    [InlineData("const seen = {};", "seen[edge.id] = true; return true;")]
    [InlineData("const seen = {};", "delete seen[edge.id]; return true;")]
    [InlineData("const seen = { n: 0 };", "seen.n++; return true;")]
    [InlineData("const seen = { deep: { list: [] } };", "seen.deep.list.push(edge.id); return true;")]
    [InlineData("const seen = { map: new Map() };", "seen.map.set(1, 2); return true;")]
    [InlineData("const list = [];", "list.push(edge.id); return list.length < 3;")]
    [InlineData("const list = [3, 1, 2];", "return list.sort()[0] === 1;")]
    [InlineData("const list = Object.freeze([3, 1, 2]);", "return list.reverse()[0] === 1;")]
    [InlineData("const bytes = new Uint8Array(8);", "bytes[0] = 1; return true;")]
    [InlineData("const table = {};", "Object.assign(table, { a: 1 }); return true;")]
    [InlineData("const table = {};", "Reflect.set(table, 'a', 1); return true;")]
    [InlineData("const table = { a: {} };", "const row = table[edge.id]; row.n = 1; return true;")]
    [InlineData("const rows = [{ n: 0 }];", "for (const row of rows) row.n += 1; return true;")]
    [InlineData("const next = (() => { let n = 0; return () => ++n; })();", "return next() < 3;")]
    [InlineData("function counter() { let n = 0; return () => n++; }\nconst next = counter();", "return next() < 3;")]
    [InlineData("const memo = f => { const known = new Map(); return x => { if (!known.has(x)) known.set(x, f(x)); return known.get(x); }; };\nconst g = memo(x => x);", "return g(edge.id);")]
    [InlineData("function* ids() { let n = 0; while (true) yield n++; }\nconst id = ids();", "return id.next().value < 3;")]
    [InlineData("const id = (function* () { yield 1; })();", "for (const one of id) return true; return false;")]
    [InlineData("const values = new Map([[1, 2]]).values();", "return values.next().done;")]
    [InlineData("const word = /a/g;", "return word.test(edge.id);")]
    [InlineData("const word = /a/y;", "return word.exec(edge.id) !== null;")]
    [InlineData("class Count { static n = 0; }", "Count.n++; return true;")]
    [InlineData("class Count { static n = 0; static add() { this.n++; } }", "Count.add(); return true;")]
    [InlineData("class Count { n = 0; add() { this.n++; } }\nconst count = new Count();", "count.add(); return true;")]
    [InlineData("const count = { n: 0, add() { this.n++; } };", "count.add(); return true;")]
    [InlineData("function helper() { helper.calls = (helper.calls ?? 0) + 1; }", "helper(); return true;")]
    [InlineData("let n = 0; function add() { n++; }", "add(); return true;")]
    [InlineData("let n = 0; const once = [1].map(() => () => n++);", "return once[0]() === 0;")]
    [InlineData("import { table } from './other.js';", "table.x = 1; return true;")]
    public async Task What_a_function_changes_is_refused(string top, string place)
    {
        var found = await LintRun.OfPolicy(top, place);
        Assert.Contains("mutable-state", LintRun.Rules(found));
        Assert.All(found.Where(finding => finding.Certain), finding => Assert.NotEqual("", finding.Remedy));
    }

    [Theory]
    [InlineData("", "object.spec.x = 1; object.spec.list.push(1); delete object.spec.y; return true;")]
    [InlineData("", "let n = 0; n++; const seen = new Set(); seen.add(1); const list = []; list.push(n); return true;")]
    [InlineData("", "const count = () => { let n = 0; const add = () => n++; add(); return n; }; return count() === 1;")]
    [InlineData("const table = {};\nfor (const size of ['s', 'm']) table[size] = size.length;", "return table[edge.labels.size] > 0;")]
    [InlineData("const table = new Map();\n['s', 'm'].forEach(size => { table.set(size, 1); });", "return table.has(edge.id);")]
    [InlineData("let total = 0;\nfor (const n of [1, 2]) total += n;", "return total > 2;")]
    [InlineData("const table = (() => { const t = {}; for (const n of [1, 2]) t[n] = n; return t; })();", "return table[1] > 0;")]
    [InlineData("const table = {};\nfunction fill(n) { table[n] = n; if (n > 0) fill(n - 1); }\nfill(3);", "return table[1] > 0;")]
    [InlineData("const build = rows => { const t = {}; for (const row of rows) t[row] = 1; return t; };\nconst table = build(['a']);", "return table.a === 1;")]
    [InlineData("const list = [3, 1, 2];", "return [...list].sort()[0] === 1 && list.toSorted()[0] === 1 && list.slice().reverse()[0] === 2;")]
    [InlineData("const table = { a: { n: 1 } };", "const row = { ...table[edge.id] }; row.n = 2; return true;")]
    [InlineData("const word = /a/;", "return word.test(edge.id);")]
    [InlineData("const word = /a/g;", "return edge.id.replace(word, 'b') === 'b' && edge.id.match(word) !== null;")]
    [InlineData("const math = { add: (a, b) => a + b, set: x => x };", "return math.add(1, 2) === math.set(3);")]
    [InlineData("class Money { constructor(n) { this.n = n; } add(other) { return new Money(this.n + other.n); } }\nconst zero = new Money(0);", "return zero.add(new Money(1)).n === 1;")]
    [InlineData("class Draft { n = 0; add() { this.n++; return this; } }", "return new Draft().add().n === 1;")]
    [InlineData("class Id { static #next = 0; constructor() { this.id = Id.#next++; } }\nconst a = new Id();", "return a.id === 0;")]
    [InlineData("function* range(n) { for (let i = 0; i < n; i++) yield i; }", "return [...range(3)].length === 3;")]
    [InlineData("const count = 1;", "const f = count => { count++; return count; }; return f(1) === 2;")]
    [InlineData("const table = {};", "{ const table = {}; table.x = 1; } return true;")]
    [InlineData("const keep = (list, add) => { list.push(add); return list; };", "return keep([], 1).length === 1;")]
    [InlineData("import * as lib from './other.js';\nimport { Set2 } from 'kubestellar';", "return lib.set(1) && Set2.add(1);")]
    public async Task What_only_looks_like_state_is_left_alone(string top, string place) =>
        Assert.Empty(await LintRun.OfPolicy(top, place));

    [Theory]
    [InlineData("import { make } from './other.js';\nconst box = make();", "box.set(1, 2); return true;")]
    [InlineData("const cache = new Map();", "const hit = cache.get(edge.id); hit.n = 1; return true;")]
    [InlineData("const table = {};", "const row = table[edge.id] ?? {}; row.n = 1; return true;")]
    [InlineData("export let mode = 'a';", "return mode === 'a';")]
    public async Task What_may_be_state_is_said(string top, string place) =>
        Assert.Equal(["(mutable-state)"], LintRun.Rules(await LintRun.OfPolicy(top, place)));

    [Theory]
    [InlineData("waves: [edge => { seen.push(edge.id); return true; }]")]
    [InlineData("waves: [wave(edge => { seen.push(edge.id); return true; }, { soak: '1h' })]")]
    [InlineData("waves: [pick(edges => { seen.push(1); return edges; })]")]
    [InlineData("waves: [wave(percent(10), { gate: () => { seen.push(1); return gate.hold(); } })]")]
    [InlineData("waves: [percent(10)], gate: () => { seen.push(1); return gate.hold(); }")]
    public async Task State_in_a_rollout_is_found(string rollout)
    {
        var found = await LintRun.Of($"import {{ gate, percent, pick, policy, wave }} from 'kubestellar';\nconst seen = [];\nexport default policy({{ selects: {{ kinds: ['A'] }}, place: () => true, rollout: {{ {rollout} }} }});");

        Assert.Equal(["mutable-state"], LintRun.Rules(found));
    }

    [Fact]
    public async Task State_that_another_file_holds_is_found()
    {
        var found = await LintRun.Of(
            ("main.js", "import { policy } from 'kubestellar';\nimport { cache } from './lib/state.js';\nexport default policy({ selects: { kinds: ['A'] }, place: (object, edge) => { cache.set(edge.id, 1); return true; } });"),
            ("lib/state.js", "export const cache = new Map();"));

        var only = Assert.Single(found);
        Assert.Equal(("mutable-state", true, "main.js:3:79"), (only.Rule, only.Certain, only.Location));
        Assert.Contains("cache.set", only.Message, StringComparison.Ordinal);
    }
}
