using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>What an object depends on: another object, or all objects of a policy.</summary>
/// <param name="Object">The object; empty when it is a policy.</param>
/// <param name="Policy">The policy; empty when it is an object.</param>
internal readonly record struct Need(ObjectKey Object, PolicyKey Policy)
{
    internal bool IsPolicy => Policy.Name is not null;

    internal static Need Of(ObjectKey key) => new(key, default);

    internal static Need Of(PolicyKey policy) => new(default, policy);

    /// <summary>All that one object of a manifest depends on, each once.</summary>
    internal static IReadOnlyList<Need> Of(ManifestRecord manifest, ManifestEntry entry) => manifest.DependsOn is null && entry.DependsOn is null
        ? []
        : [.. (manifest.DependsOn ?? []).Select(name => Of(new PolicyKey(manifest.Policy.Workspace, name))).Concat((entry.DependsOn ?? []).Select(Of)).Distinct()];

    /// <summary>Reads the text that <see cref="ToString"/> writes; the two kinds of keys have different numbers of dots.</summary>
    internal static Need? Parse(string text) =>
        ObjectKey.TryParse(text, out var key) ? Of(key) : PolicyKey.TryParse(text, out var policy) ? Of(policy) : null;

    public override string ToString() => IsPolicy ? Policy.ToString() : Object.ToString();
}
