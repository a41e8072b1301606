namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>All that is tried, by what it is after.</summary>
internal static class AttemptTable
{
    public static IReadOnlyList<Attempt> All { get; } =
    [
        .. SpeakingAttempts.All,
        .. HearingAttempts.All,
        .. BucketAttempts.All,
        .. ServerAttempts.All,
        .. ReplyAttempts.All,
        .. RequestAttempts.All,
        .. FloodAttempts.All,
        .. ProtocolAttempts.All,
        .. LoginAttempts.All,
        .. JoinUserAttempts.All,
    ];

    private static readonly Dictionary<string, Attempt> ByName = All.ToDictionary(attempt => attempt.Name, StringComparer.Ordinal);

    public static Attempt Named(string name) => ByName[name];
}
