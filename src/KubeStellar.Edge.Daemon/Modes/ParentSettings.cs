namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>What <c>kse hub</c> was told of a parent.</summary>
internal sealed record ParentSettings
{
    /// <summary>Where the parent's server is, with commas between URLs; null: where the token said.</summary>
    public string? Urls { get; init; }

    /// <summary>Join token of the parent; needed once, and to move to another parent.</summary>
    public string? Join { get; init; }

    /// <summary>The region's id at the parent; needed to join.</summary>
    public string? Id { get; init; }

    /// <summary>Use the token although this hub has a parent: the same one, which removed it, or another.</summary>
    public bool Rejoin { get; init; }

    /// <summary>Certificate and key to show to the parent's server; null for none.</summary>
    public Func<string>? Client { get; init; }

    /// <summary>Follow no parent any more.</summary>
    public bool Leave { get; init; }
}
