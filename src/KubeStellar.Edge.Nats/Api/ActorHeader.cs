using KubeStellar.Edge.Contracts.Wire;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Api;

/// <summary>Who asks the API, as the client says it: text of anybody, so bounded and without control characters.</summary>
internal static class ActorHeader
{
    private const int MostChars = 200;

    internal static NatsHeaders? Of(string actor, string? issuer = null)
    {
        var headers = new NatsHeaders();
        if (actor.Length > 0)
        {
            headers[Headers.Actor] = Uri.EscapeDataString(Clean(actor));
        }

        if (issuer is not null)
        {
            headers[Headers.Issuer] = issuer;
        }

        return headers.Count == 0 ? null : headers;
    }

    internal static string Read(NatsHeaders? headers) =>
        headers is not null && headers.TryGetValue(Headers.Actor, out var told) && told.Count == 1 && told[0] is { } text ? Clean(Uri.UnescapeDataString(text)) : "";

    /// <summary>Key that issued the asker's user; null when it says none, or nothing that could be a key.</summary>
    internal static string? Issuer(NatsHeaders? headers) =>
        headers is not null && headers.TryGetValue(Headers.Issuer, out var told) && told.Count == 1 && told[0] is { Length: > 0 and <= MostChars } key ? key : null;

    private static string Clean(string text)
    {
        var clean = string.Concat(text.Where(c => !char.IsControl(c)));
        return clean.Length <= MostChars ? clean : clean[..MostChars];
    }
}
