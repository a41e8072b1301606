using System.Buffers.Text;
using System.Text;
using KubeStellar.Edge.Flow.Hub.Publish.Seals;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>
/// Writes roots and signed roots as JSON by hand: this runs once per edge and edit. Edge ids and policy keys are DNS labels and need no escaping.
/// The member order is fixed and is the one of the records.
/// </summary>
internal static class RootWriter
{
    private const int Numbers = 20;
    private const int DigestLength = 64;

    /// <summary>The raw text of a root, which is what is signed.</summary>
    public static byte[] Root(RootDraft draft, HeldKeys? keys, long epoch, long revision)
    {
        var size = RootStart.Length + draft.Edge.Length + RootEpoch.Length + RootRevision.Length + RootPolicies.Length + (2 * Numbers) + 1 + RootEnd.Length + SizeOf(keys);
        foreach (var manifest in draft.Manifests)
        {
            size += manifest.Json.Length + 1;
        }

        Span<byte> buffer = size <= 4096 ? stackalloc byte[size] : new byte[size];
        var at = 0;
        Put(buffer, ref at, RootStart);
        at += Encoding.ASCII.GetBytes(draft.Edge, buffer[at..]);
        Put(buffer, ref at, RootEpoch);
        Put(buffer, ref at, epoch);
        Put(buffer, ref at, RootRevision);
        Put(buffer, ref at, revision);
        Put(buffer, ref at, RootPolicies);
        for (var i = 0; i < draft.Manifests.Length; i++)
        {
            if (i > 0)
            {
                buffer[at++] = (byte)',';
            }

            Put(buffer, ref at, draft.Manifests[i].Json);
        }

        buffer[at++] = (byte)']';
        if (keys is not null)
        {
            Put(buffer, ref at, keys);
        }

        Put(buffer, ref at, RootEnd);
        return buffer[..at].ToArray();
    }

    private static int SizeOf(HeldKeys? keys)
    {
        if (keys is null)
        {
            return 0;
        }

        var size = KeysStart.Length + KeysEnd.Length + keys.ExchangeKey!.Length + KeysFor.Length + keys.WrappedFor!.Length + 1;
        foreach (var key in keys.Keys)
        {
            size += DigestLength + key.Text.Length + "\"\":\"\",".Length;
        }

        return size;
    }

    // Digests, ids and keys are hex and base64url, which need no escaping.
    private static void Put(Span<byte> buffer, ref int at, HeldKeys keys)
    {
        Put(buffer, ref at, KeysStart);
        for (var i = 0; i < keys.Keys.Length; i++)
        {
            Put(buffer, ref at, i > 0 ? ",\""u8 : "\""u8);
            at += Encoding.ASCII.GetBytes(keys.Keys[i].Variant.ToString(), buffer[at..]);
            Put(buffer, ref at, "\":\""u8);
            at += Encoding.ASCII.GetBytes(keys.Keys[i].Text, buffer[at..]);
            buffer[at++] = (byte)'"';
        }

        Put(buffer, ref at, KeysEnd);
        at += Encoding.ASCII.GetBytes(keys.ExchangeKey!, buffer[at..]);
        Put(buffer, ref at, KeysFor);
        at += Encoding.ASCII.GetBytes(keys.WrappedFor!, buffer[at..]);
        buffer[at++] = (byte)'"';
    }

    /// <summary>A root with its proof, as stored and republished.</summary>
    /// <param name="root">Raw text of the root.</param>
    /// <param name="signed">Signer and signature as JSON, shared by the batch: see <see cref="Signed"/>.</param>
    /// <param name="index">Leaf.</param>
    /// <param name="count">Leaves.</param>
    /// <param name="path">Sibling hashes, 32 bytes each.</param>
    public static byte[] SignedRoot(ReadOnlySpan<byte> root, ReadOnlySpan<byte> signed, int index, int count, ReadOnlySpan<byte> path)
    {
        var size = SignedStart.Length + root.Length + signed.Length + ProofCount.Length + ProofPath.Length + (2 * Numbers)
            + Base64.GetMaxEncodedToUtf8Length(path.Length) + SignedEnd.Length;
        Span<byte> buffer = size <= 8192 ? stackalloc byte[size] : new byte[size];
        var at = 0;
        Put(buffer, ref at, SignedStart);
        Put(buffer, ref at, root);
        Put(buffer, ref at, signed);
        Put(buffer, ref at, index);
        Put(buffer, ref at, ProofCount);
        Put(buffer, ref at, count);
        Put(buffer, ref at, ProofPath);
        Base64.EncodeToUtf8(path, buffer[at..], out _, out var written);
        at += written;
        Put(buffer, ref at, SignedEnd);
        return buffer[..at].ToArray();
    }

    /// <summary>The part of the proof that a whole batch shares.</summary>
    public static byte[] Signed(string signer, ReadOnlySpan<byte> signature) =>
        Encoding.ASCII.GetBytes($$""","proof":{"signer":"{{signer}}","signature":"{{Convert.ToBase64String(signature)}}","index":""");

    private static ReadOnlySpan<byte> RootStart => "{\"v\":1,\"edge\":\""u8;

    private static ReadOnlySpan<byte> RootEpoch => "\",\"epoch\":"u8;

    private static ReadOnlySpan<byte> RootRevision => ",\"revision\":"u8;

    private static ReadOnlySpan<byte> RootPolicies => ",\"policies\":["u8;

    private static ReadOnlySpan<byte> RootEnd => "}"u8;

    private static ReadOnlySpan<byte> KeysStart => ",\"dataKeys\":{"u8;

    private static ReadOnlySpan<byte> KeysEnd => "},\"exchangeKey\":\""u8;

    private static ReadOnlySpan<byte> KeysFor => "\",\"wrappedFor\":\""u8;

    private static ReadOnlySpan<byte> SignedStart => "{\"v\":1,\"root\":"u8;

    private static ReadOnlySpan<byte> ProofCount => ",\"count\":"u8;

    private static ReadOnlySpan<byte> ProofPath => ",\"path\":\""u8;

    private static ReadOnlySpan<byte> SignedEnd => "\"}}"u8;

    private static void Put(Span<byte> buffer, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer[at..]);
        at += bytes.Length;
    }

    private static void Put(Span<byte> buffer, ref int at, long number)
    {
        Utf8Formatter.TryFormat(number, buffer[at..], out var written);
        at += written;
    }
}
