namespace KubeStellar.Edge.Analysis.Tests.Lint;

/// <summary>What a policy may not use, with the place.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData("return Date.now() > 0;", "no-clock")]
    [InlineData("return new Date().getHours() > 8;", "no-clock")]
    [InlineData("return globalThis.Date.now() > 0;", "no-clock")]
    [InlineData("return performance.now() > 0;", "no-clock")]
    [InlineData("return Math.random() < 0.5;", "no-random")]
    [InlineData("return Math['random']() < 0.5;", "no-random")]
    [InlineData("return crypto.randomUUID() > '8';", "no-random")]
    [InlineData("return new Intl.NumberFormat('de').format(1) === '1';", "no-locale")]
    [InlineData("return edge.id.localeCompare('a') > 0;", "no-locale")]
    [InlineData("return (1).toLocaleString() === '1';", "no-locale")]
    [InlineData("return eval('1') === 1;", "no-code-from-text")]
    [InlineData("return new Function('return 1')() === 1;", "no-code-from-text")]
    [InlineData("return new WebAssembly.Module(x);", "no-code-from-text", "(unknown-name)")]
    [InlineData("console.log(edge.id); return true;", "no-outside")]
    [InlineData("setTimeout(() => {}, 1); return true;", "no-outside")]
    [InlineData("fetch('http://example.com'); return true;", "no-outside")]
    [InlineData("return require('fs') !== null;", "no-outside")]
    [InlineData("return process.env.HOME === '';", "no-outside")]
    [InlineData("return Promise.resolve(true);", "no-async")]
    [InlineData("const f = async () => 1; return true;", "no-async")]
    [InlineData("import('./other.js'); return true;", "no-dynamic-import")]
    [InlineData("return import.meta.url === '';", "no-dynamic-import")]
    [InlineData("debugger; return true;", "(no-debugger)")]
    [InlineData("total = 1; return true;", "no-global-write")]
    [InlineData("globalThis.total = 1; return true;", "no-global-write")]
    [InlineData("Object.prototype.x = 1; return true;", "no-global-write")]
    [InlineData("new WeakRef(edge); return true;", "no-shared-memory")]
    [InlineData("return edeg.labels.kind === 'store';", "(unknown-name)")]
    [InlineData("for (const key in edge.labels) return true; return false;", "(iteration-order)")]
    [InlineData("return [2, 1].toSorted((a, b) => a > b)[0] === 1;", "(iteration-order)")]
    [InlineData("return (() => {}).constructor('return 1')() === 1;", "(no-code-from-text)")]
    public async Task It_is_found(string place, params string[] rules) => Assert.Equal(rules.Order(), LintRun.Rules(await LintRun.OfPolicy("", place)).Order());

    [Theory]
    [InlineData("return typeof Date === 'undefined' && typeof process === 'undefined';")]
    [InlineData("const Date = { now: () => 1 }; return Date.now() === 1;")]
    [InlineData("const { fetch, process } = edge.labels; return fetch === process;")]
    [InlineData("return edge.properties.Date === object.spec.process;")]
    [InlineData("const names = { Date: 1, console: 2, eval: 3 }; return names.eval === 3;")]
    [InlineData("return object instanceof Function || Math.max(1, 2) === 2;")]
    [InlineData("outer: for (const a of [1]) { for (const b of [2]) { if (a < b) continue outer; } } return true;")]
    [InlineData("function old() { return new.target === undefined && arguments.length === 0; } return old();")]
    [InlineData("class A { #x = 1; static { this.y = 2; } get x() { return this.#x; } } return new A().x === 1;")]
    [InlineData("try { return JSON.parse('1') === 1; } catch (error) { return error.message === ''; }")]
    [InlineData("const { a, b: { c = 1 } = {}, ...rest } = object; return a === c && rest !== null;")]
    [InlineData("return /(?<word>\\w+)\\p{L}/v.exec(edge.id)?.groups?.word === `${edge.id}`;")]
    public async Task Names_of_its_own_are_left_alone(string place) => Assert.Empty(await LintRun.OfPolicy("", place));

    [Fact]
    public async Task The_top_of_a_module_cannot_wait_and_has_no_this()
    {
        var found = await LintRun.Of("const self = this;\nconst x = await 1;\nexport default x;");
        Assert.Equal(["(top-level-this)", "no-async"], LintRun.Rules(found));
        Assert.Equal(["main.js:1:14", "main.js:2:11"], found.Select(finding => finding.Location));
    }

    [Fact]
    public async Task All_faults_of_all_files_come_together_the_entry_module_first()
    {
        var found = await LintRun.Of(("main.js", "import './a.js';\neval('1');\nDate.now();"), ("a.js", "Math.random();\n"));
        Assert.Equal(["main.js:2:1", "main.js:3:1", "a.js:1:1"], found.Select(finding => finding.Location));
    }
}
