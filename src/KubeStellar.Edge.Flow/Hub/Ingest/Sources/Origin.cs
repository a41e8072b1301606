namespace KubeStellar.Edge.Flow.Hub.Ingest.Sources;

/// <summary>Who brings a change.</summary>
/// <param name="Actor">Named in the audit.</param>
/// <param name="Source">Id of the source; null: people, through the API.</param>
/// <param name="Note">Where it came from more exactly; empty for nothing.</param>
internal sealed record Origin(string Actor, string? Source, string Note)
{
    // Above so many changes at once, one line says how many, and the buckets which.
    private const int Many = 100;

    /// <summary>Items that may take over what people applied.</summary>
    public IReadOnlySet<string> TakesOver { get; init; } = new HashSet<string>();

    /// <summary>People, through the API.</summary>
    public static Origin People { get; } = new("api", null, "");

    /// <summary>Whether each of so many changes gets a line of its own in the audit.</summary>
    public bool Tells(int changes) => Source is null || changes <= Many;

    /// <summary>A line of the audit.</summary>
    public string Say(string text) => Note.Length == 0 ? text : $"{text}, {Note}";
}
