namespace KubeStellar.Edge.Perf.Soak;

/// <summary>How much there is of everything.</summary>
/// <param name="Edges">Sites.</param>
internal sealed record SoakSize(int Edges)
{
    /// <summary>ConfigMaps, for every site.</summary>
    public const int Objects = 12;

    /// <summary>So many of them, the first, are never deleted: their files are there from the first time on.</summary>
    public const int Kept = 6;

    /// <summary>Secrets, for sites of one zone.</summary>
    public const int Secrets = 3;

    /// <summary>So many sites, the first, have a small disk of their own, which can be full.</summary>
    public int SmallDisks => Math.Min(3, Edges);

    /// <summary>So many, behind those, have a clock of their own, which can jump.</summary>
    public int OwnClocks => Math.Min(3, Edges - SmallDisks);
}
