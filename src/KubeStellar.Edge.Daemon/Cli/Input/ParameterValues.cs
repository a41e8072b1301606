using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>
/// Values for the parameters of a policy: <c>--values FILE</c> (a YAML map), then <c>--set NAME=TEXT</c> and <c>--set-json NAME=JSON</c>. What a text of
/// <c>--set</c> is read as (a number, a flag, a duration) is for the schema to say, which the module declares: <c>tag=1.10</c> may be a text.
/// </summary>
internal static class ParameterValues
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = ObjectLimits.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The values; null when none were given.</summary>
    internal static SortedDictionary<string, JsonElement>? Read(IReadOnlyList<string> files, IReadOnlyList<string> sets, IReadOnlyList<string> jsons)
    {
        if (files.Count + sets.Count + jsons.Count == 0)
        {
            return null;
        }

        var values = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in files.SelectMany(Members))
        {
            values[member.Name] = member.Value;
        }

        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, text) in sets.Select(one => Split("--set", one)))
        {
            Add(name, JsonSerializer.SerializeToElement(text, Contracts.ContractsJson.Default.String));
        }

        foreach (var (name, text) in jsons.Select(one => Split("--set-json", one)))
        {
            Add(name, Json(name, text));
        }

        return values;

        void Add(string name, JsonElement value)
        {
            if (!given.Add(name))
            {
                throw new CliException($"the parameter '{name}' is given twice");
            }

            values[name] = value;
        }
    }

    private static (string Name, string Text) Split(string option, string given)
    {
        var at = given.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? (given[..at], given[(at + 1)..]) : throw new CliException($"{option} takes NAME=VALUE, not '{given}'");
    }

    private static JsonElement Json(string name, string text)
    {
        try
        {
            return JsonElement.Parse(text, Strict);
        }
        catch (JsonException error)
        {
            throw new CliException($"--set-json {name}: the value is no JSON: {error.Message}", ["a text is JSON in double quotes; --set takes it without"]);
        }
    }

    private static IEnumerable<JsonProperty> Members(string file)
    {
        IReadOnlyList<ManifestDocument> documents;
        try
        {
            documents = ManifestReader.Read(File.ReadAllBytes(file));
        }
        catch (ManifestRefusedException error)
        {
            throw new CliException($"{file}:{error.Line}:{error.Column}: {error.Reason}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file}: cannot be read: {error.Message}");
        }

        return documents.Count <= 1
            ? documents.SelectMany(document => JsonElement.Parse(document.CanonicalJson, Strict).EnumerateObject())
            : throw new CliException($"{file}: holds {documents.Count} documents, and values are one map");
    }
}
