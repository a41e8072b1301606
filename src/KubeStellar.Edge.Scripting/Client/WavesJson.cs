using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Reads which edge is in which wave.</summary>
internal static class WavesJson
{
    /// <summary>The waves of an answer about the members of a set.</summary>
    /// <exception cref="InvalidDataException">The answer does not fit the question.</exception>
    internal static IReadOnlyList<AssignedWave> Read(HostAnswer answer, EdgeSet members)
    {
        var told = answer.Value.EnumerateArray().ToList();
        var groups = new EdgeGroups(answer, members, told, told.Count);
        return [.. told.Select((wave, i) => new AssignedWave(wave.GetProperty("name"u8).GetString()!, wave.GetProperty("rule"u8).GetInt32(), groups.Of(i + 1)))];
    }
}
