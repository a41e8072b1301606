using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Reads what a gate answered.</summary>
internal static class GateJson
{
    internal static GateVerdict Verdict(JsonElement answer) => new(
        Enum.Parse<GateDecision>(answer.GetProperty("verdict"u8).GetString()!, ignoreCase: true),
        answer.GetProperty("reason"u8).GetString() ?? "");
}
