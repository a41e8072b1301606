using System.Text.Json;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>What tests ask of hubs below hubs.</summary>
internal static class RegionSite
{
    /// <summary>Asks a hub until its answer is as wanted; what it said last is in the failure.</summary>
    public static async Task<string> UntilAsync(FleetHub hub, string[] command, Func<string, bool> wanted, CancellationToken token)
    {
        var last = "nothing";
        try
        {
            while (true)
            {
                await hub.NewsAsync(token);
                var result = await hub.CliAsync(token, command);
                last = $"{result.Out}\n{result.Error}";
                if (result.ExitCode == 0 && wanted(result.Out))
                    return result.Out;
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"'kse {string.Join(' ', command)}' at {hub.Name} never became as wanted; it said last:\n{last}\nIts daemon wrote:\n{string.Join('\n', hub.Process?.Lines ?? [])}", e);
        }
    }

    /// <summary>Waits until one file of a folder holds a text.</summary>
    public static Task HasAsync(Fleet fleet, string edge, string text, CancellationToken token) =>
        Site.FilesAsync(fleet.Target(edge), files => files.Values.Any(file => file.Contains(text, StringComparison.Ordinal)), token);

    /// <summary>Waits until no file of a folder holds a text.</summary>
    public static Task LacksAsync(Fleet fleet, string edge, string text, CancellationToken token) =>
        Site.FilesAsync(fleet.Target(edge), files => files.Values.All(file => !file.Contains(text, StringComparison.Ordinal)), token);

    /// <summary>Runs a command that is to be refused, and checks what it says.</summary>
    public static async Task RefusedAsync(FleetHub hub, string says, CancellationToken token, params string[] command)
    {
        var result = await hub.CliAsync(token, command);
        Assert.True(result.ExitCode != 0 && result.Error.Contains(says, StringComparison.Ordinal), $"'kse {string.Join(' ', command)}' should be refused with '{says}': {result.ExitCode}\n{result.Out}\n{result.Error}");
    }

    /// <summary>A policy's summary.</summary>
    public static JsonElement Summary(string output)
    {
        using var document = JsonDocument.Parse(output);
        var root = document.RootElement.Clone();
        return root.ValueKind == JsonValueKind.Array ? root[0] : root.TryGetProperty("items", out var items) ? items[0] : root;
    }

    /// <summary>A member of nested objects, as raw text.</summary>
    public static string Raw(JsonElement element, params string[] path)
    {
        foreach (var name in path)
            element = element.TryGetProperty(name, out var next) ? next : default;
        return element.ValueKind == JsonValueKind.Undefined ? "" : element.GetRawText();
    }
}
