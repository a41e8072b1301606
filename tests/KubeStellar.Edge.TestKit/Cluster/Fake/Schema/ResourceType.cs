namespace KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

/// <summary>A kind that is served, in one version.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Version.</param>
/// <param name="Plural">Plural name.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Namespaced">Whether it lives in namespaces.</param>
internal sealed record ResourceType(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    /// <summary>Whether <c>/status</c> exists; the main resource then ignores status.</summary>
    internal bool HasStatus { get; init; }

    /// <summary>Whether its generation counts changes of what is wanted.</summary>
    internal bool HasGeneration { get; init; }

    /// <summary>Whether it is defined by a CRD.</summary>
    internal bool IsCustom { get; init; }

    /// <summary>Short names.</summary>
    internal IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Categories, as <c>all</c>.</summary>
    internal IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>How its fields are owned.</summary>
    internal FieldRules Fields { get; init; } = FieldRules.None;

    /// <summary>Validation of a custom resource's fields; null for none.</summary>
    internal System.Text.Json.Nodes.JsonObject? Validation { get; init; }

    /// <summary><c>apps/v1</c> or <c>v1</c>.</summary>
    internal string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>deployments.apps</c> or <c>pods</c>.</summary>
    internal string Qualified => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Singular name.</summary>
    internal string Singular => Kind.ToLowerInvariant();

    /// <summary>What may be done with it.</summary>
    internal static IReadOnlyList<string> Verbs { get; } = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
}
