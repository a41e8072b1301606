namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>What this process knows of an object because it applied it, or saw it as it was applied.</summary>
/// <param name="Uid">The object.</param>
/// <param name="Digest">The content.</param>
/// <param name="Managers">Its managers at that time: what we owned then and no longer do was taken from us.</param>
/// <param name="Yielded">Wanted fields that were not ours right after the apply: what is changed on the way in (by a webhook) is no drift.</param>
internal sealed record Applied(string Uid, string Digest, byte[] Managers, IReadOnlySet<string> Yielded);
