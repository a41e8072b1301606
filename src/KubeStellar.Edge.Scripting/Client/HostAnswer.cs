using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>What came back of a call.</summary>
/// <param name="Value">The script's value; undefined when there is a fault.</param>
/// <param name="Bytes">Raw part of the answer; empty when there is none.</param>
/// <param name="Fault">Why there is no value.</param>
internal readonly record struct HostAnswer(JsonElement Value, byte[] Bytes, PolicyFault? Fault)
{
    internal static HostAnswer Failed(string reason, string message, string location) => new(default, [], new PolicyFault(reason, message, location));
}
