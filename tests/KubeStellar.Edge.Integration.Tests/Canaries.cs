using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Secrets that a test plants, and the places where they must not turn up: files and buckets, as they lie and unpacked, in plain text, base64 (of any alignment) and hexadecimal.</summary>
internal sealed class Canaries
{
    private readonly List<string> _planted = [];

    /// <summary>A new one, that nothing else can be mistaken for.</summary>
    public string Plant()
    {
        _planted.Add($"c4nary{_planted.Count:00}xk3vq9wzr7");
        return _planted[^1];
    }

    /// <summary>Every file below the folders that has one of them in it, in whatever form.</summary>
    public IEnumerable<string> InFiles(params string[] folders) =>
        from folder in folders.Where(Directory.Exists)
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        from found in In(Read(file))
        select $"{file}: {found}";

    /// <summary>Every line or output that has one.</summary>
    public IEnumerable<string> InTexts(IEnumerable<string> texts) => from text in texts from found in In(Encoding.UTF8.GetBytes(text)) select $"{found}: {(text.Length > 400 ? text[..400] : text)}";

    /// <summary>Every message of every stream that has one: what somebody reads who has the server, and no keys.</summary>
    public async Task<IReadOnlyList<string>> InStreamsAsync(Fleet fleet, CancellationToken token, string hub = "kse")
    {
        var wrong = new List<string>();
        using var names = JsonDocument.Parse(await Site.AdminAsync(fleet, "$JS.API.STREAM.NAMES", "{}", token, hub));
        foreach (var stream in names.RootElement.GetProperty("streams").EnumerateArray().Select(name => name.GetString()!))
        {
            using var info = JsonDocument.Parse(await Site.AdminAsync(fleet, $"$JS.API.STREAM.INFO.{stream}", "", token, hub));
            var last = info.RootElement.GetProperty("state").GetProperty("last_seq").GetUInt64();
            for (var sequence = info.RootElement.GetProperty("state").GetProperty("first_seq").GetUInt64(); sequence <= last; sequence++)
            {
                using var answer = JsonDocument.Parse(await Site.AdminAsync(fleet, $"$JS.API.STREAM.MSG.GET.{stream}", $$"""{"seq":{{sequence}}}""", token, hub));
                if (answer.RootElement.TryGetProperty("message", out var message) && message.TryGetProperty("data", out var data))
                    wrong.AddRange(In(data.GetBytesFromBase64()).Select(found => $"{message.GetProperty("subject").GetString()}: {found}"));
            }
        }

        return wrong;
    }

    private IEnumerable<string> In(byte[] bytes)
    {
        var texts = Forms(bytes).Select(Encoding.Latin1.GetString).ToList();
        return _planted.Where(canary => texts.Exists(text => Shapes(canary).Any(shape => text.Contains(shape, StringComparison.OrdinalIgnoreCase))));
    }

    /// <summary>What it may look like. Of each alignment in base64 the part that does not hang on what stands beside it.</summary>
    private static IEnumerable<string> Shapes(string canary)
    {
        yield return canary;
        yield return Convert.ToHexString(Encoding.UTF8.GetBytes(canary));
        for (var shift = 0; shift < 3; shift++)
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(' ', shift) + canary))[(shift == 0 ? 0 : 4)..^4];
    }

    /// <summary>Bytes as they lie, and what is in them when they are packed as kse packs contents, or by gzip.</summary>
    private static IEnumerable<byte[]> Forms(byte[] bytes)
    {
        yield return bytes;
        if (bytes.AsSpan().StartsWith("\0ksb"u8) && Unpacked(new BrotliStream(new MemoryStream(bytes, 8, bytes.Length - 8), CompressionMode.Decompress)) is { } content)
            yield return content;
        if (bytes is [0x1f, 0x8b, ..] && Unpacked(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)) is { } gzip)
            yield return gzip;

        // The first chunk of a list begins the packed text; what it has of it can be read.
        if (bytes.Length > ContentEncoding.CompressAbove && Unpacked(new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress)) is { } begun)
            yield return begun;
    }

    private static byte[]? Unpacked(Stream packed)
    {
        using var all = new MemoryStream();
        try
        {
            var buffer = new byte[64 * 1024];
            for (int read; (read = packed.Read(buffer)) > 0;)
                all.Write(buffer, 0, read);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException or IOException)
        {
            // No such thing, or cut off: what came so far counts.
        }

        return all.Length == 0 ? null : all.ToArray();
    }

    private static byte[] Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.ToArray();
        }
        catch (IOException)
        {
            return []; // gone, or a socket
        }
    }
}
