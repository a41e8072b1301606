using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>What came back of a call.</summary>
/// <param name="Value">The script's value; undefined when there is a fault.</param>
/// <param name="Numbers">Each member's number; empty when the answer is not about edges.</param>
/// <param name="Pages">Outcomes, as JSON lists that follow one another.</param>
/// <param name="Fault">Why there is no value.</param>
internal readonly record struct HostAnswer(JsonElement Value, byte[] Numbers, IReadOnlyList<byte[]> Pages, PolicyFault? Fault)
{
    internal static HostAnswer Failed(string reason, string message, string location) => new(default, [], [], new PolicyFault(reason, message, location));
}
