using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>
/// What the owner of a device lets onto it, as a file: YAML or JSON with <c>kinds</c>, <c>namespaces</c>, <c>clusterScoped</c>, <c>names</c> and <c>remove</c>. Read strictly: a misspelt field that was
/// passed over would let everything in.
/// </summary>
/// <param name="Scope">What is let in.</param>
/// <param name="Remove">Whether what is there and not let in is removed.</param>
internal sealed record AllowFile(ObjectScope Scope, bool Remove)
{
    private const int MostBytes = 1 << 20;
    private static readonly string[] Fields = ["kinds", "namespaces", "clusterScoped", "names", "remove"];

    /// <exception cref="DaemonFailure">It cannot be read, or says something that is not understood: with its place, and what can be said.</exception>
    internal static (AllowFile File, string Text) Read(string path)
    {
        byte[] text;
        try
        {
            text = new FileInfo(path) is { Exists: true, Length: > MostBytes } large ? throw new DaemonFailure($"--allow-file {path}: it has {large.Length} bytes, more than the {MostBytes} that it may.") : File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DaemonFailure($"--allow-file {path} cannot be read: {error.Message}", error);
        }

        return (Parse(path, text), Encoding.UTF8.GetString(text));
    }

    /// <exception cref="DaemonFailure">It is not understood.</exception>
    internal static AllowFile Parse(string path, byte[] text)
    {
        try
        {
            var documents = ManifestReader.Read(text);
            if (documents is not [var document] || JsonElement.Parse(document.CanonicalJson) is not { ValueKind: JsonValueKind.Object } root)
                throw new DaemonFailure($"--allow-file {path}: one document with some of {string.Join(", ", Fields)} is expected. An empty one ({{}}) lets everything in.");
            if (root.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !Fields.Contains(name)) is { } unknown)
                throw new DaemonFailure($"--allow-file {path}: there is no field {unknown}; there are {string.Join(", ", Fields)}.");
            var scope = new ObjectScope { Kinds = List(path, root, "kinds"), Namespaces = List(path, root, "namespaces"), ClusterScoped = Flag(path, root, "clusterScoped"), Names = List(path, root, "names") };
            return new AllowFile(scope, Flag(path, root, "remove") ?? false);
        }
        catch (ManifestRefusedException error)
        {
            throw new DaemonFailure($"--allow-file {path}:{error.Line}:{error.Column}: {error.Reason}", error);
        }
    }

    private static List<string>? List(string path, JsonElement root, string field) =>
        !root.TryGetProperty(field, out var value) ? null
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String && one.GetString()!.Length > 0) ? [.. value.EnumerateArray().Select(one => one.GetString()!)]
        : throw new DaemonFailure($"--allow-file {path}: {field} must be a list of names, such as [a, \"b-*\"]; leave it out to let in all.");

    private static bool? Flag(string path, JsonElement root, string field) =>
        !root.TryGetProperty(field, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw new DaemonFailure($"--allow-file {path}: {field} must be true or false.");
}
