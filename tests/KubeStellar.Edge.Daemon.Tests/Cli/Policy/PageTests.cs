using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Policy;

/// <summary>The examples of the reference pages: each whole policy is loaded, and does what the spec after it says.</summary>
public sealed partial class PageTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    private static string Folder { get; } = Repository.PathOf("dsl");

    public static TheoryData<string> Pages() =>
        [.. Directory.GetFiles(Folder, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => Path.GetRelativePath(Folder, file))];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_examples_of_a_page_do_what_it_says(string page)
    {
        var blocks = Block().Matches(await File.ReadAllTextAsync(Path.Combine(Folder, page)));
        var examples = 0;
        for (var i = 0; i < blocks.Count; i++)
        {
            var (language, text) = (blocks[i].Groups["language"].Value, blocks[i].Groups["text"].Value);
            if (language is not ("js" or "ts"))
            {
                continue;
            }

            Assert.Contains("export default policy", text, StringComparison.Ordinal);
            Assert.True(i + 1 < blocks.Count && blocks[i + 1].Groups["language"].Value == "json", $"{page}: no spec follows the example");
            var spec = JsonNode.Parse(blocks[i + 1].Groups["text"].Value)!.AsObject();
            spec["policy"] = $"example{++examples}.{language}";
            _run.Write($"page/example{examples}.{language}", text);
            _run.Write($"page/example{examples}.spec.json", spec.ToJsonString());
        }

        var code = examples == 0 ? 0 : await _run.RunAsync("policy", "test", "--quiet", Path.Combine(_run.Folder, "page"));
        Assert.True(code == 0, _run.Out + _run.Error);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_links_of_a_page_lead_somewhere(string page)
    {
        var file = Path.Combine(Folder, page);
        foreach (Match link in Link().Matches(await File.ReadAllTextAsync(file)))
        {
            var target = Path.GetFullPath(link.Groups[1].Value, Path.GetDirectoryName(file)!);
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{page}: {link.Value}");
        }
    }

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
