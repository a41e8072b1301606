using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>Finds <c>tokenFile</c> in a kubeconfig, which the client library's model leaves out.</summary>
internal static class KubeconfigTokens
{
    /// <exception cref="YamlException">It is no YAML.</exception>
    internal static string? FileOf(string kubeconfig, string user)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(kubeconfig));
        return stream.Documents is [{ RootNode: YamlMappingNode root }, ..] && Child(root, "users") is YamlSequenceNode users
            ? users.OfType<YamlMappingNode>().Where(item => Child(item, "name") is YamlScalarNode name && name.Value == user)
                .Select(item => Child(item, "user") is YamlMappingNode of && Child(of, "tokenFile") is YamlScalarNode { Value.Length: > 0 } file ? file.Value : null)
                .FirstOrDefault()
            : null;
    }

    private static YamlNode? Child(YamlMappingNode parent, string name) => parent.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;
}
