using System.Text.Json;
using KubeStellar.Edge.Flow.State.Modules;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>Reads the fields of one document, and says of each that is wrong in which line it stands.</summary>
internal sealed class DocumentFields(string file, string text, ManifestDocument document, Faults faults)
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    internal string Source => $"{file}: document {document.Index}";

    /// <summary>Refuses members other than these.</summary>
    internal void Only(JsonElement map, string[] path, params string[] known)
    {
        foreach (var member in map.EnumerateObject().Where(member => !known.Contains(member.Name)))
        {
            var more = path is ["metadata"] && member.Name == "namespace"
                ? ": it belongs to a workspace (kse apply --workspace NAME), not to a namespace"
                : NearestName.Hint(member.Name, known);
            Refuse([.. path, member.Name], $"is not known{more}");
        }
    }

    /// <summary>A text that must be there and not be empty; null after a fault.</summary>
    internal string? Text(JsonElement map, params string[] path)
    {
        if (!map.TryGetProperty(path[^1], out var value))
        {
            Refuse(path, "is missing");
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } found)
        {
            return found;
        }

        Refuse(path, value.ValueKind == JsonValueKind.Number ? "must be a text; put it in quotes" : "must be a text");
        return null;
    }

    /// <summary>A map that must be there; empty after a fault.</summary>
    internal JsonElement Map(JsonElement map, params string[] path)
    {
        if (map.TryGetProperty(path[^1], out var value) && value.ValueKind == JsonValueKind.Object)
        {
            return value;
        }

        Refuse(path, map.TryGetProperty(path[^1], out _) ? "must be a map" : "is missing");
        return Empty;
    }

    /// <summary>The file of <c>spec.module</c>, relative to the document's folder; null after a fault.</summary>
    internal string? Module(JsonElement spec, string folder)
    {
        if (Text(spec, "spec", "module") is not { } named)
        {
            return null;
        }

        var path = Path.Combine(folder, named.StartsWith("./", StringComparison.Ordinal) ? named[2..] : named);
        if (ModulePaths.IsModule(path) && File.Exists(path))
        {
            return path;
        }

        Refuse(["spec", "module"], File.Exists(path) ? $"'{named}' is no .js, .mjs, .ts or .mts module" : $"there is no file {path}");
        return null;
    }

    internal void Refuse(string[] path, string message) => faults.Add(Place(path), string.Join('.', path), message);

    /// <summary>Where a member stands: <c>file:line:column</c>, or what is known of it.</summary>
    internal string Place(params string[] path) =>
        ManifestPlaces.Find(text, document.Index, path) is { } at ? $"{file}:{at.Line}:{at.Column}" : $"{file}:{document.Line}";
}
