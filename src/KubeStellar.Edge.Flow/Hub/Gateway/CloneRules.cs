using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>What is said of, and to, an edge that is held. Pure.</summary>
internal static class CloneRules
{
    /// <summary>Why an edge is held whose disk was copied; also the type of its condition.</summary>
    internal const string Reason = "Cloned";

    private const int Shown = 8;

    /// <summary>An answer to the question who is there; null for one that says nothing about it, as those of older daemons.</summary>
    internal static HeartbeatMessage? Read(string edge, ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ContractsJson.Default.HeartbeatMessage) is { Process.Length: > 0 } said && said.Edge == edge ? said : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One of the daemons, for people.</summary>
    internal static string Describe(HeartbeatMessage said) =>
        $"process {(said.Process.Length > Shown ? said.Process[..Shown] : said.Process)} of version {said.Daemon} with the root {said.Epoch}/{said.Revision}";

    /// <summary>What the edge is told, and people see.</summary>
    internal static string Text(EdgeRecord edge, EdgeHold hold) =>
        $"{hold.Message}. Nothing new goes out to it and nothing that it says is believed, until `kse edge revoke {edge.Id}` cuts off both, a successor is approved (--replace), or `kse edges release {edge.Id}` says that one is left";

    /// <summary>The heartbeat of an edge that is held, with the condition that says so: it stalls whatever counts on it.</summary>
    internal static HeartbeatMessage Marked(HeartbeatMessage message, EdgeRecord edge) => edge.Hold is not { } hold ? message
        : message with { Conditions = [.. message.Conditions.Where(condition => condition.Type != hold.Reason), new Condition(hold.Reason, "True", "Held", Text(edge, hold))] };
}
