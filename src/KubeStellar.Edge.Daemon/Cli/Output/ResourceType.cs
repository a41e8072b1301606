namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>A type of <c>kse get</c>.</summary>
internal sealed record ResourceType
{
    /// <summary>Name in the API, and in <c>kse get</c>.</summary>
    internal required string Plural { get; init; }

    /// <summary>Name of one.</summary>
    internal required string Singular { get; init; }

    /// <summary>Short names.</summary>
    internal IReadOnlyList<string> Short { get; init; } = [];

    /// <summary>Columns.</summary>
    internal required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>What names an item.</summary>
    internal required Func<JsonView, string> Id { get; init; }

    /// <summary>Buckets whose changes change the listing.</summary>
    internal required IReadOnlyList<string> Buckets { get; init; }

    internal bool IsCalled(string word) => word == Plural || word == Singular || Short.Contains(word);
}
