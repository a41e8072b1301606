using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.Kubernetes.Cluster.Ownership;

/// <summary>The marks of one object.</summary>
/// <param name="Owner">This edge.</param>
/// <param name="Workspace">The policy's workspace.</param>
/// <param name="Policy">The policy's name.</param>
/// <param name="Digest">Digest of the content.</param>
/// <param name="OnRemoval">What becomes of it when it is no longer wanted; null: it is removed in the background.</param>
/// <param name="Unscoped">Whether its key names no namespace although its kind has them.</param>
internal sealed record Marks(Owner Owner, string Workspace, string Policy, string Digest, string? OnRemoval, bool Unscoped)
{
    private const string Keep = "Keep";
    private const int LongestLabel = 63;

    internal static Marks Of(Owner owner, TargetObject wanted, bool unscoped) => new(
        owner, wanted.Policy.Workspace, wanted.Policy.Name, wanted.Entry.Content.ToString(),
        !wanted.Entry.Prune ? Keep : wanted.Entry.Rules?.Propagation is { } how and not Propagation.Background ? how.ToString() : null, unscoped);

    /// <summary>Whether an object is removed when it is no longer wanted, and how, by its mark.</summary>
    internal static (bool Prune, Propagation How) Removal(string? mark) =>
        mark == Keep ? (false, Propagation.Background) : (true, Enum.TryParse<Propagation>(mark, out var how) ? how : Propagation.Background);

    internal void WriteLabels(Utf8JsonWriter writer)
    {
        writer.WriteString(MarkNames.Owner, Owner.Id);
        if (Policy.Length <= LongestLabel)
        {
            writer.WriteString(MarkNames.Policy, Policy);
        }
    }

    internal void WriteAnnotations(Utf8JsonWriter writer)
    {
        writer.WriteString(MarkNames.Edge, Owner.Edge);
        writer.WriteString(MarkNames.Hub, Owner.Hub);
        writer.WriteString(MarkNames.Workspace, Workspace);
        writer.WriteString(MarkNames.Digest, Digest);
        if (OnRemoval is not null)
        {
            writer.WriteString(MarkNames.OnRemoval, OnRemoval);
        }

        if (Unscoped)
        {
            writer.WriteString(MarkNames.Unscoped, "true");
        }
    }
}
