using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>All policies as the edge sees them; immutable, replaced after every pass.</summary>
/// <param name="Version">The root that is being applied.</param>
/// <param name="Named">Policies that the root names, readable or not.</param>
/// <param name="Policies">Policies in the root whose manifest is readable, and those that left it while objects of them remain.</param>
public sealed record SiteView(RootVersion Version, IReadOnlySet<PolicyKey> Named, IReadOnlyDictionary<PolicyKey, PolicyView> Policies)
{
    /// <summary>Nothing is known yet.</summary>
    public static SiteView None { get; } = new(RootVersion.None, new HashSet<PolicyKey>(), new Dictionary<PolicyKey, PolicyView>());

    /// <summary>Whether the site holds changes off.</summary>
    public bool Held { get; init; }

    /// <summary>Whether everything that the root names is applied, and nothing else is left.</summary>
    public bool Applied => !Held && Version != RootVersion.None && Policies.Count == Named.Count && Policies.Values.All(policy => policy.Manifest is not null && policy.Applied);
}
