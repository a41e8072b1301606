using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>An event as a receiver got it.</summary>
/// <param name="Id">Its id: the same for every delivery.</param>
/// <param name="Type">Its type.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Body">The whole document.</param>
/// <param name="Signature">The header of that name.</param>
internal sealed record Delivery(string Id, string Type, string Subject, string Body, string Signature)
{
    /// <summary>What was answered; 0: nothing.</summary>
    internal int Status { get; init; }

    /// <summary>Reads a CloudEvent in structured mode.</summary>
    internal static Delivery Of(string body, string signature)
    {
        var document = JsonElement.Parse(body);
        Assert.Equal("1.0", document.GetProperty("specversion").GetString());
        return new(document.GetProperty("id").GetString()!, document.GetProperty("type").GetString()!, document.GetProperty("subject").GetString()!, body, signature);
    }

    /// <summary>Whether the signature is that of the body by this key.</summary>
    internal bool SignedBy(string key) => Signature == "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Body)));
}
