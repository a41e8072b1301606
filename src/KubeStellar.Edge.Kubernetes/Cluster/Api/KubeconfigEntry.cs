using YamlDotNet.RepresentationModel;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>One entry of a kubeconfig, read by what is asked of it.</summary>
/// <param name="Node">Its mapping.</param>
/// <param name="Folder">Folder of the file that it is in, which relative paths start from.</param>
internal sealed record KubeconfigEntry(YamlMappingNode Node, string Folder)
{
    /// <summary>A text; null when it is missing or empty.</summary>
    internal string? Text(string name) => Node.Children.TryGetValue(new YamlScalarNode(name), out var value) && value is YamlScalarNode { Value.Length: > 0 } scalar ? scalar.Value : null;

    /// <summary>A truth value; false when it is missing.</summary>
    internal bool Flag(string name) => Text(name) == "true";

    /// <summary>A mapping below it; null when it is missing.</summary>
    internal KubeconfigEntry? Child(string name) => Node.Children.TryGetValue(new YamlScalarNode(name), out var value) && value is YamlMappingNode map ? new KubeconfigEntry(map, Folder) : null;

    /// <summary>Items of a list below it.</summary>
    internal IEnumerable<YamlNode> Items(string name) => Node.Children.TryGetValue(new YamlScalarNode(name), out var value) && value is YamlSequenceNode list ? list.Children : [];

    /// <summary>A path, from the folder of its file on; null when it is missing.</summary>
    internal string? Path(string name) => Text(name) is { } path ? System.IO.Path.Combine(Folder, path) : null;

    /// <summary>What is given in the entry (base64) or in a file that it names; null for neither.</summary>
    internal async Task<string?> PemAsync(string name, CancellationToken token) => Text(name + "-data") is { } data ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data))
        : Path(name) is { } file ? await File.ReadAllTextAsync(file, token)
        : null;
}
