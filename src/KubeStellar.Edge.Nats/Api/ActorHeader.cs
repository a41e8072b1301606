using KubeStellar.Edge.Contracts.Wire;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Api;

/// <summary>Who asks the API, as the client says it: text of anybody, so bounded and without control characters.</summary>
internal static class ActorHeader
{
    private const int MostChars = 200;

    internal static NatsHeaders? Of(string actor) => actor.Length == 0 ? null : new NatsHeaders { [Headers.Actor] = Uri.EscapeDataString(Clean(actor)) };

    internal static string Read(NatsHeaders? headers) =>
        headers is not null && headers.TryGetValue(Headers.Actor, out var told) && told.Count == 1 && told[0] is { } text ? Clean(Uri.UnescapeDataString(text)) : "";

    private static string Clean(string text)
    {
        var clean = string.Concat(text.Where(c => !char.IsControl(c)));
        return clean.Length <= MostChars ? clean : clean[..MostChars];
    }
}
