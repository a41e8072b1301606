using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using KubeStellar.Edge.Nats.Identity.Claims;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// What a device needs to join a hub, as one string <c>kse1.&lt;base64url of JSON&gt;</c>: where the hub is, how to know it, and a user that may ask to join
/// and nothing else. A secret until it is used up.
/// </summary>
/// <param name="HubUrls">NATS URLs of the hub, at least one.</param>
/// <param name="CaPem">Certificates that the hub's TLS is checked against; null where the system's are, or where there is no TLS.</param>
/// <param name="HubKeyFingerprint"><see cref="KeyFingerprint"/> of the key that signs roots.</param>
/// <param name="TokenId">Id of the token at the hub.</param>
/// <param name="User">The join user.</param>
public sealed record JoinToken(IReadOnlyList<string> HubUrls, string? CaPem, string HubKeyFingerprint, string TokenId, UserCredentials User)
{
    /// <summary>Certificate and key (PEM) to show to the server until the device has its own; null where it asks for none.</summary>
    public string? ClientPem { get; init; }

    private const string Version = "kse1";
    private const int SumLength = 8;

    /// <summary>Reads a token.</summary>
    /// <exception cref="IdentityException">It is of another version, was cut off, or altered; the message says which.</exception>
    public static JoinToken Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (version, body) = text.Trim().Split('.', 2) is [var first, var second] ? (first, second) : (text.Trim(), "");
        if (version != Version)
        {
            throw new IdentityException(IsVersion(version)
                ? $"This join token is of version '{version}' and this program reads '{Version}': install the version of kse that the hub runs."
                : $"This is not a join token: one begins with '{Version}.' and is printed by 'kse token create'.");
        }

        var decoded = Read(body);
        if (decoded.Sum != SumOf(decoded))
        {
            throw new IdentityException("This join token was altered: its check sum does not fit. Copy it again, or make a new one with 'kse token create'.");
        }

        if (decoded.Urls.Count == 0 || NatsJwt.Decode(decoded.Jwt, NatsJwt.User).Body.Type != UserBody.Kind)
        {
            throw new IdentityException("This join token names no hub or no user. Make a new one with 'kse token create'.");
        }

        return new JoinToken(decoded.Urls, decoded.Ca, decoded.HubKey, decoded.Id, new UserCredentials(decoded.Jwt, decoded.Seed)) { ClientPem = decoded.Client };
    }

    /// <summary>The token as text.</summary>
    public string Encode()
    {
        var body = new JoinTokenBody { Urls = HubUrls, Ca = CaPem, HubKey = HubKeyFingerprint, Id = TokenId, Jwt = User.Jwt, Seed = User.Seed, Client = ClientPem };
        return $"{Version}.{Base64Url.EncodeToString(ToJson(body with { Sum = SumOf(body) }))}";
    }

    /// <summary>Whether <paramref name="publicKey"/>, sent by whoever answered, is the hub's that made this token.</summary>
    public bool Knows(string publicKey) => KeyFingerprint.Of(publicKey) == HubKeyFingerprint;

    /// <summary>Names the token id only.</summary>
    public override string ToString() => $"{nameof(JoinToken)} {TokenId}";

    private static bool IsVersion(string text) => text.StartsWith("kse", StringComparison.Ordinal) && text.Length > 3 && text.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0;

    private static JoinTokenBody Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(body), IdentityJson.Default.JoinTokenBody)
                ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // Cut-off JSON fails at its end; anything else changed on the way.
            throw new IdentityException("This join token is incomplete or damaged: it was probably cut off when it was copied. Copy the whole line.", e);
        }
    }

    private static byte[] ToJson(JoinTokenBody body) => JsonSerializer.SerializeToUtf8Bytes(body, IdentityJson.Default.JoinTokenBody);

    private static string SumOf(JoinTokenBody body) =>
        Base64Url.EncodeToString(SHA256.HashData(ToJson(body with { Sum = null })).AsSpan(0, SumLength));
}
