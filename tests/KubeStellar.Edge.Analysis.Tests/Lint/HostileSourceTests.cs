using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.Analysis.Lint;

namespace KubeStellar.Edge.Analysis.Tests.Lint;

/// <summary>Whatever the source, an answer comes, within the bound, and the process stays up.</summary>
public sealed class HostileSourceTests
{
    private const int Much = 100_000;

    public static TheoryData<string> Sources => new(Texts.Keys);

    private static Dictionary<string, Func<string>> Texts { get; } = new()
    {
        ["parentheses"] = () => new string('(', Much) + "1" + new string(')', Much),
        ["brackets"] = () => new string('[', Much) + new string(']', Much),
        ["braces"] = () => new string('{', Much) + new string('}', Much),
        ["left-deep sum"] = () => "x=" + Repeat("a+", Much) + "a",
        ["members"] = () => "a" + Repeat(".b", Much),
        ["calls"] = () => "a" + Repeat("()", Much),
        ["negations"] = () => new string('!', Much) + "a",
        ["arrows"] = () => Repeat("a=>", Much) + "1",
        ["conditions"] = () => Repeat("a?b:", Much) + "1",
        ["templates"] = () => Repeat("`${", Much),
        ["if"] = () => Repeat("if(1)", Much) + ";",
        ["functions"] = () => Repeat("function f(){", 20_000) + Repeat("}", 20_000),
        ["classes"] = () => Repeat("class A extends ", 20_000) + "B{}",
        ["object patterns"] = () => "(" + Repeat("{a:", 20_000) + "b" + Repeat("}", 20_000) + "=c)",
        ["a large number"] = () => "x=" + new string('9', 500_000) + "n",
        ["a large hexadecimal number"] = () => "x=0x" + new string('f', 500_000) + "n",
        ["many names"] = () => "let a0" + string.Concat(Enumerable.Range(1, 60_000).Select(i => ",a" + i.ToString(CultureInfo.InvariantCulture))) + ";",
        ["many functions that call each other"] = () => string.Concat(Enumerable.Range(0, 3000).Select(i => $"function f{i}(){{f{i + 1}()}}\n")) + "function f3000(){}; export const x = () => f0();",
        ["a deep expression"] = () => "/" + new string('(', Much) + new string(')', Much) + "/",
        ["no end of a comment"] = () => Repeat("/*", Much),
        ["nothing"] = () => "",
        ["zeros"] = () => new string('\0', 1000),
        ["half a surrogate"] = () => "x='\ud800'",
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task An_answer_comes(string name)
    {
        var text = Texts[name]();
        var watch = Stopwatch.StartNew();
        var found = await LintRun.Of(text);
        Assert.All(found.Where(finding => finding.Rule == "not-analysed"), finding => Assert.True(finding.Certain));
        // The bound is of the analysis, and a test machine has others to serve.
        Assert.True(watch.Elapsed < PolicyLint.Most * 6, $"{name}: {watch.Elapsed}");
    }

    [Fact]
    public async Task What_cannot_be_analysed_is_refused()
    {
        Assert.Contains(await LintRun.Of(Texts["parentheses"]()), finding => finding is { Rule: "not-analysed", Certain: true } && finding.Message.Contains("nested too deeply", StringComparison.Ordinal));
        Assert.Contains(await LintRun.Of("export default {"), finding => finding is { Rule: "not-analysed", Certain: true, Line: 1 });
    }

    /// <summary>What one rule goes through must not be deeper than what the first one let pass.</summary>
    [Theory]
    [InlineData("secret.stringData.a", "+a")]
    [InlineData("", "!")]
    [InlineData("secret.stringData.a", "()")]
    public async Task A_deep_source_with_sealed_fields_is_analysed_or_refused(string first, string part)
    {
        for (var depth = 2000; depth <= 128_000; depth *= 2)
        {
            var deep = part == "!" ? Repeat(part, depth) + "secret.stringData.a" : first + Repeat(part, depth);
            var found = await LintRun.Of($$"""export default policy({ kinds: ["Secret"], customize(secret, edge) { const a = ""; return {{deep}}; } });""");
            Assert.All(found.Where(finding => finding.Rule == "not-analysed"), finding => Assert.True(finding.Certain));
        }
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
