using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// The gateway's answer to an edge: one line of JSON (<c>{"v":1,"root":120,"parts":[{"digest":..,"length":..}],"more":[..],"missing":[..],"denied":[..]}</c>),
/// a newline, and then the bytes of the root and of every part, one after the other, with no copy through text.
/// </summary>
public sealed record ContentFrame
{
    /// <summary>Version of the frame that is written and read.</summary>
    public const int Version = 1;

    private const int MaxHeaderBytes = 1024 * 1024;

    /// <summary>The root's bytes as stored; empty when none was asked for or there is none.</summary>
    public ReadOnlyMemory<byte> Root { get; init; }

    /// <summary>The stored values.</summary>
    public IReadOnlyList<ContentFramePart> Parts { get; init; } = [];

    /// <summary>Asked for, there, but not in this answer, which would have grown too large: ask again.</summary>
    public IReadOnlyList<Digest> More { get; init; } = [];

    /// <summary>Asked for and not in the bucket.</summary>
    public IReadOnlyList<Digest> Missing { get; init; } = [];

    /// <summary>Asked for and not named by the asker's own tree.</summary>
    public IReadOnlyList<Digest> Denied { get; init; } = [];

    /// <summary>The frame's bytes.</summary>
    public byte[] Encode()
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new ContentFrameHeader
            {
                Version = Version,
                RootLength = Root.Length,
                Parts = [.. Parts.Select(part => new ContentFramePartHeader(part.Key, part.Stored.Length))],
                More = More,
                Missing = Missing,
                Denied = Denied,
            },
            ContentJson.Default.ContentFrameHeader);
        var frame = new byte[header.Length + 1 + Root.Length + Parts.Sum(part => part.Stored.Length)];
        header.CopyTo(frame, 0);
        frame[header.Length] = (byte)'\n';
        var at = header.Length + 1;
        Root.Span.CopyTo(frame.AsSpan(at));
        at += Root.Length;
        foreach (var part in Parts)
        {
            part.Stored.Span.CopyTo(frame.AsSpan(at));
            at += part.Stored.Length;
        }

        return frame;
    }

    /// <summary>Reads a frame; its parts are slices of <paramref name="frame"/>. Throws <see cref="ContentRefusedException"/> when header and bytes do not fit each other to the byte. Digests are not verified here, because stored bytes are not yet contents.</summary>
    public static ContentFrame Decode(ReadOnlyMemory<byte> frame)
    {
        var end = frame.Span[..Math.Min(frame.Length, MaxHeaderBytes)].IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new ContentRefusedException("the frame has no header line");
        }

        var header = Header(frame.Span[..end]);
        var body = frame[(end + 1)..];
        if (header.RootLength < 0 || header.Parts.Any(part => part is null || part.Length < 0)
            || header.RootLength + header.Parts.Sum(part => (long)part.Length) != body.Length)
        {
            throw new ContentRefusedException("the lengths in the frame's header are not those of its bytes");
        }

        var at = header.RootLength;
        var parts = new ContentFramePart[header.Parts.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = new ContentFramePart(header.Parts[i].Digest, body.Slice(at, header.Parts[i].Length));
            at += header.Parts[i].Length;
        }

        return new ContentFrame
        {
            Root = body[..header.RootLength],
            Parts = parts,
            More = header.More,
            Missing = header.Missing,
            Denied = header.Denied,
        };
    }

    private static ContentFrameHeader Header(ReadOnlySpan<byte> line)
    {
        ContentFrameHeader? header;
        try
        {
            header = JsonSerializer.Deserialize(line, ContentJson.Default.ContentFrameHeader);
        }
        catch (JsonException error)
        {
            throw new ContentRefusedException("the frame's header is no such JSON", error);
        }

        return header switch
        {
            null => throw new ContentRefusedException("the frame's header is null"),
            { Version: not Version } => throw new ContentRefusedException($"the frame has version {header.Version}; this program reads {Version}"),
            _ => header,
        };
    }
}
