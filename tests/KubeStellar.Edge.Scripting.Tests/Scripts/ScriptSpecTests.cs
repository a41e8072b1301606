namespace KubeStellar.Edge.Scripting.Tests.Scripts;

/// <summary>Every policy in scripts/ against its specs, by the engine that runs in production.</summary>
public sealed class ScriptSpecTests
{
    private static string Root { get; } = Path.Combine(Repository.Root, "scripts");

    public static TheoryData<string> Specs() =>
        [.. Directory.GetFiles(Root, "*.spec.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => Path.GetRelativePath(Root, file))];

    [Theory]
    [MemberData(nameof(Specs))]
    public async Task A_policy_does_what_its_spec_says(string file)
    {
        await SpecRun.CheckAsync(SpecFile.Read(Path.Combine(Root, file)));
    }
}
