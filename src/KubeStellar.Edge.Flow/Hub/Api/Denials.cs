using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Tells the audit of requests that were denied: by rights, because somebody else owns what they would change, or because the hub holds.</summary>
internal sealed class Denials(HubEvents events, DenialRate rate)
{
    private const string Kind = "request.denied";
    private const int MostChars = 1000;
    private const int MostDetails = 5;
    private static readonly string[] Codes = ["forbidden", "denied", "conflict", "held"];
    private static readonly string[] Changing = [ApiVerbs.Apply, ApiVerbs.Delete, ApiVerbs.Edge, ApiVerbs.Token, ApiVerbs.Confirm, ApiVerbs.Rollout, ApiVerbs.Blob, ApiVerbs.User, ApiVerbs.Workspace, ApiVerbs.Keys];

    internal ApiReply Told(string workspace, string verb, ApiReply reply)
    {
        if (reply.Error is { } error && Codes.Contains(error.Code) && (Changing.Contains(verb) || error.Code == "denied") && rate.Tell(Kind, Text(error)) is { } message)
            events.Add(Kind, verb, workspace == Subjects.Fleet ? "" : workspace, Asker.Unnamed, message);
        return reply;
    }

    private static string Text(ApiError error)
    {
        var details = error.Details.Take(MostDetails).Select(fault => $"{fault.Source}: {fault.Message}");
        var text = string.Join("; ", details.Prepend($"{error.Code}: {error.Message}"));
        return text.Length <= MostChars ? text : text[..MostChars] + "...";
    }
}
