using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Daemon.Cli.Policy;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts.Plans;

/// <summary>The edges of a plan, in the order of their ids: that of the simulated hub's slots.</summary>
internal static class PlanFleet
{
    /// <summary>Those of a file.</summary>
    /// <exception cref="CliException">It cannot be read, or names an edge twice.</exception>
    internal static IReadOnlyList<EdgeRecord> Read(string file)
    {
        var yaml = Path.GetExtension(file) is ".yaml" or ".yml";
        List<EdgeRecord> edges = [.. yaml ? Yaml(file) : ToolFiles.Edges(file)];
        return edges.CountBy(edge => edge.Id).FirstOrDefault(pair => pair.Value > 1) is { Key: { } twice }
            ? throw new CliException($"{file}: the edge '{twice}' is there twice")
            : [.. edges.OrderBy(edge => edge.Id, StringComparer.Ordinal)];
    }

    /// <summary>Those of a hub.</summary>
    internal static async Task<IReadOnlyList<EdgeRecord>> FetchAsync(HubSession session, CancellationToken token)
    {
        var items = await session.ListAllAsync(new GetQuery { Resource = ResourceTypes.Edges.Plural }, token);
        return [.. items.Select(item => item.Deserialize(HubJson.Type<EdgeRecord>())!).OrderBy(edge => edge.Id, StringComparer.Ordinal)];
    }

    private static IEnumerable<EdgeRecord> Yaml(string file)
    {
        try
        {
            return ManifestReader.Read(File.ReadAllBytes(file)).Select((document, i) => Fleet.Edge(JsonElement.Parse(document.CanonicalJson), $"{file}[{i}]"));
        }
        catch (ManifestRefusedException error)
        {
            throw new CliException($"{file}:{error.Line}:{error.Column}: {error.Reason}", inner: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file}: {error.Message}", inner: error);
        }
    }
}
