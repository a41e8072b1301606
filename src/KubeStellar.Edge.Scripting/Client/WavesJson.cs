using System.Globalization;
using System.Text;
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

    /// <summary>Counts by rule as <c>[[rule, count], ...]</c>; nothing when all are as declared.</summary>
    internal static ReadOnlyMemory<byte> Counts(IReadOnlyDictionary<int, int>? counts) => counts is null or { Count: 0 } ? ReadOnlyMemory<byte>.Empty
        : Encoding.UTF8.GetBytes($"[{string.Join(',', counts.Select(pair => string.Create(CultureInfo.InvariantCulture, $"[{pair.Key},{pair.Value}]")))}]");
}
