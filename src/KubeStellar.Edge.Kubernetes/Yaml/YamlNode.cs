namespace KubeStellar.Edge.Kubernetes.Yaml;

/// <summary>A node of a YAML document and where it begins. An alias is the same node once more.</summary>
internal abstract record YamlNode(int Line, int Column);

/// <summary>A scalar, already resolved: its JSON token, or null for a string, whose text is <paramref name="Text"/>.</summary>
internal sealed record YamlScalar(int Line, int Column, string Text, string? Token, bool IsMergeKey) : YamlNode(Line, Column);

/// <summary>A sequence.</summary>
internal sealed record YamlSequence(int Line, int Column, List<YamlNode> Items) : YamlNode(Line, Column);

/// <summary>A mapping with its keys as JSON wants them; merges are done.</summary>
internal sealed record YamlMapping(int Line, int Column, Dictionary<string, YamlNode> Members) : YamlNode(Line, Column)
{
    /// <summary>Where its own keys stand.</summary>
    internal Dictionary<string, (int Line, int Column)> Keys { get; init; } = [];
}
