using System.Text.Json;

namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>What holds a policy host, as it says itself in one line on its standard error before it takes its first request.</summary>
/// <param name="InForce">Layers that hold.</param>
/// <param name="Missing">Layers that are not to be had here, each with why.</param>
internal sealed record ConfinementReport(IReadOnlyList<string> InForce, IReadOnlyList<string> Missing)
{
    internal const string SystemCalls = "system calls";
    internal const string NoNewPrivileges = "no new privileges";
    internal const string NotRoot = "unprivileged user";
    internal const string OwnNetwork = "network namespace";
    internal const string Limits = "resource limits";
    internal const string Memory = "memory cgroup";

    /// <summary>Exit code of a host that was to run confined or not at all.</summary>
    internal const int Refused = 77;

    private const string Prefix = "confinement ";

    /// <summary>Whether nothing outside can be reached: what <see cref="ConfinementMode.Required"/> demands.</summary>
    internal bool Holds => InForce.Contains(SystemCalls) && InForce.Contains(NoNewPrivileges);

    /// <summary>The line.</summary>
    internal string ToLine() => Prefix + JsonSerializer.Serialize(this, HostJson.Default.ConfinementReport);

    /// <summary>Reads the line; null when it is another one.</summary>
    internal static ConfinementReport? OfLine(string line)
    {
        try
        {
            return line.StartsWith(Prefix, StringComparison.Ordinal) ? JsonSerializer.Deserialize(line.AsSpan(Prefix.Length), HostJson.Default.ConfinementReport) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
