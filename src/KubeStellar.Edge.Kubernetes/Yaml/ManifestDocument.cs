namespace KubeStellar.Edge.Kubernetes.Yaml;

/// <summary>One object read from a text.</summary>
/// <param name="Index">Number of its document in the text, from 1; the items of a <c>List</c> share it.</param>
/// <param name="Line">Line where it begins, from 1.</param>
/// <param name="CanonicalJson">Its canonical JSON.</param>
public sealed record ManifestDocument(int Index, int Line, byte[] CanonicalJson);
