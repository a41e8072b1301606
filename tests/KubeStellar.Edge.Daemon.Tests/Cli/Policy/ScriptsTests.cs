using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Policy;

/// <summary>Every policy in scripts/ does what its spec says, by the product's own spec runner.</summary>
public sealed class ScriptsTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    public static TheoryData<string> Specs => [.. Directory.GetFiles(Root(), "*.spec.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root(), file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Specs))]
    public async Task A_policy_does_what_its_spec_says(string spec)
    {
        var code = await _run.RunAsync("policy", "test", "--quiet", Path.Combine(Root(), spec));
        Assert.True(code == 0, _run.Out + _run.Error);
    }

    [Fact]
    public async Task Check_finds_nothing_in_any_of_them()
    {
        var compiler = Path.Combine(AppContext.BaseDirectory, "typescript", "tsc");
        string[] types = File.Exists(compiler) ? ["--tsc", compiler] : ["--no-types"];

        var code = await _run.RunAsync(["policy", "check", "--strict", Root(), .. types]);

        Assert.True(code == 0, _run.Out + _run.Error);
    }

    [Fact]
    public async Task They_pass_with_counters_too()
    {
        var code = await _run.RunAsync("policy", "test", "--quiet", "--min-lines", "90", "--min-branches", "75", Root());
        Assert.True(code == 0, _run.Out + _run.Error);
    }

    private static string Root() => Repository.PathOf("scripts");
}
