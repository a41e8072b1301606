using System.Net;

namespace KubeStellar.Edge.Http;

/// <summary>What came back, or why nothing did.</summary>
/// <param name="Error">Why nothing did; empty when something did.</param>
/// <param name="Status">Status code.</param>
/// <param name="IsJson">Whether the server says that it is JSON.</param>
/// <param name="Body">The body.</param>
internal sealed record Fetched(string Error, HttpStatusCode Status, bool IsJson, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and <= 299;

    public static Fetched Failed(string error) => new(error, default, false, []);
}
