namespace KubeStellar.Edge.Kubernetes.Yaml;

/// <summary>A document as read, with the lines of its <c>items</c> in case that it is a list.</summary>
internal readonly record struct ReadDocument(ManifestDocument Document, IReadOnlyList<int>? ItemLines);
