using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary>Inputs of functions, from files.</summary>
internal static class ToolFiles
{
    /// <summary>An edge, or a list of them.</summary>
    internal static IEnumerable<EdgeRecord> Edges(string file)
    {
        var json = Json(file);
        return json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().Select((edge, i) => Fleet.Edge(edge, $"{file}[{i}]"))] : [Fleet.Edge(json, file)];
    }

    /// <summary>Objects as canonical JSON, from YAML or JSON.</summary>
    internal static IEnumerable<byte[]> Objects(CliServices services, IReadOnlyList<string> files) =>
        files.Count == 0 ? [] : new InputReader(services).Read(new InputQuestion(files) { Offline = true }).Objects.Select(one => one.Canonical);

    /// <summary>Any JSON.</summary>
    internal static JsonElement Json(string file)
    {
        try
        {
            return JsonElement.Parse(CanonicalJson.Canonicalize(File.ReadAllBytes(file)), HubJson.Document);
        }
        catch (Exception error) when (error is JsonRefusedException or IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file}: {error.Message}", inner: error);
        }
    }
}
