using System.Diagnostics;
using System.Text.Json;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>What must hold once everything is calm: asked until it does, or patience ends.</summary>
internal sealed class EventualCheck(SoakWorld world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Every site's folder is what the model says, byte for byte.</summary>
    public Task<IReadOnlyList<string>> TargetsAsync(CancellationToken token) => UntilAsync(_ => Task.FromResult(Targets()), token);

    /// <summary>The summary is what the folders amount to.</summary>
    public Task<IReadOnlyList<string>> SummaryAsync(CancellationToken token) => UntilAsync(SummaryDifferenceAsync, token);

    /// <summary>Only what is not ours is left in every folder, and nothing temporary anywhere.</summary>
    public Task<IReadOnlyList<string>> EmptyAsync(CancellationToken token) => UntilAsync(_ => Task.FromResult(Leftovers()), token);

    private static async Task<IReadOnlyList<string>> UntilAsync(Func<CancellationToken, Task<List<string>>> look, CancellationToken token)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var wrong = await look(token);
            if (wrong.Count == 0 || Stopwatch.GetElapsedTime(start) > Patience)
                return wrong;
            await Task.Delay(Pause, TimeProvider.System, token);
        }
    }

    private List<string> Targets()
    {
        List<string> wrong = [];
        for (var i = 0; i < world.Sites.Count; i++)
        {
            var (site, expected) = (world.Sites[i], world.Model.Expected(i));
            var found = Files(site).ToDictionary(file => file, file => Text(Path.Combine(site.Target, file)), StringComparer.Ordinal);
            wrong.AddRange(expected.Where(file => !found.ContainsKey(file.Key)).Select(file => $"eventually_targets: {site.Id}: {file.Key} is missing"));
            wrong.AddRange(found.Where(file => !expected.ContainsKey(file.Key)).Select(file => $"eventually_targets: {site.Id}: {file.Key} should not be there"));
            wrong.AddRange(found.Where(file => expected.TryGetValue(file.Key, out var text) && text != file.Value)
                .Select(file => $"eventually_targets: {site.Id}: {file.Key} holds\n    {Short(file.Value)} instead of\n    {Short(expected[file.Key])}"));
        }

        return wrong;
    }

    private async Task<List<string>> SummaryDifferenceAsync(CancellationToken token)
    {
        var objects = world.Sites.Sum(site => Files(site).Count(file => file.Contains("-configmap-", StringComparison.Ordinal)));
        var answer = await world.Fleet.CliAsync(token, "get", "summary", SoakPolicy.Name, "-o", "json", "--timeout", "30s");
        if (answer.ExitCode != 0)
            return [$"eventually_summary: {answer.Error}"];
        using var json = JsonDocument.Parse(answer.Out);
        var value = Find(json.RootElement, "value") ?? default;
        return value is { ValueKind: JsonValueKind.Object } && value.TryGetProperty("objects", out var all) && value.TryGetProperty("ready", out var ready) && all.GetInt32() == objects && ready.GetInt32() == objects
            ? []
            : [$"eventually_summary: it says {(value.ValueKind == JsonValueKind.Undefined ? "nothing" : value.ToString())}, and the folders hold {objects} objects of it"];
    }

    private List<string> Leftovers() =>
        [.. world.Sites.SelectMany(site => Files(site).Select(file => $"finally_targets_are_empty: {site.Id}: {file}")),
            .. world.Sites.SelectMany(Temporary).Select(path => $"finally_no_temporary_files: {path}")];

    private static IEnumerable<string> Files(SoakSite site) =>
        Directory.EnumerateFiles(site.Target).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.') && name != SoakSite.Foreign);

    private IEnumerable<string> Temporary(SoakSite site) =>
        new[] { site.Target, world.Fleet.EdgeState(site.Id) }.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(path => Path.GetFileName(path) is var name && (name.Contains(".tmp", StringComparison.Ordinal) || name.EndsWith('~')));

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string Short(string text) => text.Length > 300 ? text[..60] + "..." + text[^240..].Trim() : text.Trim();

    private static JsonElement? Find(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty(name, out var found))
                return found;
            return element.EnumerateObject().Select(member => Find(member.Value, name)).FirstOrDefault(inner => inner is not null);
        }

        return element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Select(item => Find(item, name)).FirstOrDefault(inner => inner is not null) : null;
    }
}
