using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Nats.Identity.Claims;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// Writes and reads NATS JWTs: base64url of header, claims and an Ed25519 signature by the NKey that the claims name as issuer
/// (https://github.com/nats-io/jwt, v2/claims.go).
/// </summary>
internal static class NatsJwt
{
    private const string Algorithm = "ed25519-nkey";

    public static JsonTypeInfo<JwtClaims<OperatorBody>> Operator => IdentityJson.Default.JwtClaimsOperatorBody;

    public static JsonTypeInfo<JwtClaims<AccountBody>> Account => IdentityJson.Default.JwtClaimsAccountBody;

    public static JsonTypeInfo<JwtClaims<UserBody>> User => IdentityJson.Default.JwtClaimsUserBody;

    /// <summary>Signs the claims; issuer, time of issue (now, or <paramref name="earliest"/> in Unix seconds when that is later) and id are set here.</summary>
    public static string Encode<TBody>(JwtClaims<TBody> claims, JsonTypeInfo<JwtClaims<TBody>> type, KeyPair issuer, TimeProvider time, long earliest = 0)
        where TBody : class
    {
        var issued = claims with { Issuer = issuer.GetPublicKey(), IssuedAt = Math.Max(time.GetUtcNow().ToUnixTimeSeconds(), earliest), Id = "" };
        issued = issued with { Id = IdOf(JsonSerializer.SerializeToUtf8Bytes(issued, type)) };
        var header = JsonSerializer.SerializeToUtf8Bytes(new JwtHeader("JWT", Algorithm), IdentityJson.Default.JwtHeader);
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(issued, type))}";
        return $"{signed}.{Base64Url.EncodeToString(NKeyBytes.Sign(issuer, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Reads a JWT and checks that the issuer it names signed it. Whether that issuer is to be trusted is the caller's question.</summary>
    /// <exception cref="IdentityException">Not a JWT of this kind, or altered.</exception>
    public static JwtClaims<TBody> Decode<TBody>(string jwt, JsonTypeInfo<JwtClaims<TBody>> type)
        where TBody : class
    {
        try
        {
            var parts = jwt.Split('.');
            if (parts.Length != 3)
            {
                throw new IdentityException("This is not a NATS JWT: it does not have three parts. It may have been cut off when it was copied.");
            }

            var header = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(parts[0]), IdentityJson.Default.JwtHeader);
            if (header is not { Algorithm: Algorithm })
            {
                throw new IdentityException($"This JWT is signed by '{header?.Algorithm}'; only '{Algorithm}' is accepted.");
            }

            var claims = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(parts[1]), type)
                ?? throw new IdentityException("This JWT holds no claims.");
            using var issuer = KeyPair.FromPublicKey(claims.Issuer);
            return issuer.Verify(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]))
                ? claims
                : throw new IdentityException("The signature of this JWT does not fit its content: it was altered or damaged.");
        }
        catch (Exception e) when (e is FormatException or JsonException or NKeysException)
        {
            throw new IdentityException("This JWT cannot be read: it was altered, damaged, or is of another kind.", e);
        }
    }

    // The reference implementation hashes with SHA-512/256, which .NET lacks; nothing but the issuer reads the id.
    private static string IdOf(byte[] claims)
    {
        var hash = SHA256.HashData(claims);
        var text = new char[Base32.GetEncodedLength(hash)];
        return new string(text, 0, Base32.ToBase32(hash, text));
    }
}
