using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>Representations: the object, or its metadata alone.</summary>
internal enum Shape
{
    Full,
    Metadata,
}

/// <summary>Content negotiation.</summary>
internal static class Accept
{
    /// <summary>Which representation is asked for. Tables are not made: a client that asks for one takes plain JSON as well.</summary>
    /// <exception cref="Refusal">406: nothing that is served.</exception>
    internal static Shape Of(HttpRequest request)
    {
        var header = request.Headers.Accept.ToString();
        if (header.Length == 0)
            return Shape.Full;
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Contains("as=PartialObjectMetadata", StringComparison.Ordinal) && part.StartsWith("application/json", StringComparison.Ordinal))
                return Shape.Metadata;
            if (!part.Contains("as=", StringComparison.Ordinal) && (part.StartsWith("application/json", StringComparison.Ordinal) || part.StartsWith("*/*", StringComparison.Ordinal) || part.StartsWith("application/*", StringComparison.Ordinal)))
                return Shape.Full;
        }

        throw new Refusal(406, "NotAcceptable", "only the following media types are accepted: application/json");
    }

    /// <summary>Whether discovery of everything at once is asked for (before plain JSON).</summary>
    internal static bool Aggregated(HttpRequest request) =>
        request.Headers.Accept.ToString().Split(',', StringSplitOptions.TrimEntries)[0] is var first
        && first.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal) && first.Contains("v=v2", StringComparison.Ordinal) && !first.Contains("v=v2beta1", StringComparison.Ordinal);
}
