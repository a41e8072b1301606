using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>
/// A context of the <c>nats</c> command line (https://github.com/nats-io/natscli): the hub writes one, and the same file serves both tools.
/// </summary>
internal static class NatsContextFile
{
    internal static string PathOf(string name, Func<string, string?> environment)
    {
        if (name.Length == 0 || name is "." or ".." || name.AsSpan().ContainsAny('/', '\\', '\0'))
        {
            throw new CliException($"'{name}' is not the name of a context", ["a context is a file <name>.json in the nats CLI's folder; give its name alone"]);
        }

        var home = environment("XDG_CONFIG_HOME") is { Length: > 0 } configured ? configured : Path.Combine(environment("HOME") ?? "/", ".config");
        return Path.Combine(home, "nats", "context", name + ".json");
    }

    internal static HubAddress Read(string name, Func<string, string?> environment)
    {
        var path = PathOf(name, environment);
        if (!File.Exists(path))
        {
            throw new CliException(
                $"there is no context '{name}'",
                [$"looked for {path}", "run this where 'kse hub' wrote its context, name another with --context, or give --server URL --creds FILE"])
            {
                Passing = true,
            };
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException error)
        {
            throw new CliException($"{path}:{error.LineNumber + 1}:{error.BytePositionInLine + 1}: the context is not JSON", [error.Message], inner: error);
        }

        using (document)
        {
            var url = Text(document.RootElement, path, "url");
            return url.Length == 0
                ? throw new CliException($"{path}: url is missing", ["a context needs \"url\", and usually \"creds\""])
                : new HubAddress(url, Named("creds"), $"context {name}") { CaFile = Named("ca"), CertificateFile = Named("cert"), KeyFile = Named("key") };

            string? Named(string field) => Text(document.RootElement, path, field) is { Length: > 0 } file ? Expand(file, path, environment) : null;
        }
    }

    private static string Text(JsonElement root, string path, string field) => root.ValueKind switch
    {
        JsonValueKind.Object when !root.TryGetProperty(field, out var missing) || missing.ValueKind == JsonValueKind.Null => "",
        JsonValueKind.Object when root.GetProperty(field).ValueKind == JsonValueKind.String => root.GetProperty(field).GetString()!,
        JsonValueKind.Object => throw new CliException($"{path}: {field} must be a string"),
        _ => throw new CliException($"{path}: the context must be a JSON object"),
    };

    private static string Expand(string file, string context, Func<string, string?> environment) =>
        file.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(environment("HOME") ?? "/", file[2..])
            : Path.GetFullPath(file, Path.GetDirectoryName(context)!);
}
