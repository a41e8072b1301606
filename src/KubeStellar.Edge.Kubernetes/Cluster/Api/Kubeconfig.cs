using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>
/// Kubeconfig files, merged as kubectl does: who names a thing first wins. The client library's own reader loads the types of all kinds of Kubernetes to read one
/// such file, which costs an edge some forty MiB for as long as it runs.
/// </summary>
internal sealed class Kubeconfig
{
    private readonly Dictionary<(string List, string Name), KubeconfigEntry> _entries = [];

    /// <summary>Name of the current context; null for none.</summary>
    internal string? CurrentContext { get; private set; }

    /// <exception cref="YamlException">A file is no YAML.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    internal static async Task<Kubeconfig> ReadAsync(IEnumerable<string> paths, CancellationToken token)
    {
        var config = new Kubeconfig();
        foreach (var path in paths)
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(await File.ReadAllTextAsync(path, token)));
            if (stream.Documents is not [{ RootNode: YamlMappingNode root }, ..])
            {
                continue;
            }

            var top = new KubeconfigEntry(root, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            config.CurrentContext ??= top.Text("current-context");
            config.Add(top, "clusters", "cluster");
            config.Add(top, "users", "user");
            config.Add(top, "contexts", "context");
        }

        return config;
    }

    /// <summary>The cluster, user or context of a name; null when there is none.</summary>
    internal KubeconfigEntry? Find(string list, string? name) => name is null ? null : _entries.GetValueOrDefault((list, name));

    private void Add(KubeconfigEntry top, string list, string member)
    {
        foreach (var item in top.Items(list).OfType<YamlMappingNode>().Select(node => top with { Node = node }))
        {
            if (item.Text("name") is { } name && item.Child(member) is { } entry)
            {
                _entries.TryAdd((list, name), entry);
            }
        }
    }
}
