using System.Text;
using CsCheck;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Contracts.Tests.Wire;

public sealed class ContentTests
{
    private static readonly Func<Digest, ReadOnlyMemory<byte>> None = digest => throw new InvalidOperationException($"asked for {digest}");

    [Fact]
    public void Any_content_round_trips() => Gen.Select(Gen.Int[0, 200_000], Gen.Bool, Gen.Int).Sample((size, random, seed) =>
    {
        var content = Make(size, random, seed);
        var stored = ContentEncoding.Encode(content, 16 * 1024);
        var byKey = stored.ToDictionary(item => item.Key, item => item.Stored);
        Assert.All(stored, item => Assert.True(item.Stored.Length <= 16 * 1024));
        Assert.Equal(Digest.Of(content), stored[^1].Key);
        Assert.Equal(content, ContentEncoding.Decode(stored[^1].Key, stored[^1].Stored, digest => byKey[digest]));
        Assert.Equal(stored.Count > 1, ContentEncoding.TryReadChunks(stored[^1].Stored, out var chunks));
        Assert.Equal(stored.SkipLast(1).Select(item => item.Key).ToHashSet(), (chunks?.Parts ?? []).Select(part => part.Digest).ToHashSet());
    }, iter: 60);

    [Fact]
    public void A_flipped_bit_never_gives_other_bytes() => Gen.Select(Gen.Int[1, 60_000], Gen.Bool, Gen.Int[0, int.MaxValue], Gen.Int[0, 7]).Sample((size, random, at, bit) =>
    {
        var content = Make(size, random, at);
        var stored = ContentEncoding.Encode(content, 8 * 1024).Select(item => (item.Key, Stored: item.Stored.ToArray())).ToList();
        var byKey = stored.ToDictionary(item => item.Key, item => item.Stored);
        var victim = stored[at % stored.Count].Stored;
        victim[at % victim.Length] ^= (byte)(1 << bit);
        try
        {
            // The compressed form has a few bits of padding that nobody reads: then the content is whole.
            var decoded = ContentEncoding.Decode(stored[^1].Key, stored[^1].Stored, digest => byKey.TryGetValue(digest, out var found) ? found : []);
            Assert.Equal(Digest.Of(content), Digest.Of(decoded));
        }
        catch (ContentRefusedException)
        {
        }
    }, iter: 300);

    [Fact]
    public void A_bomb_is_refused_before_it_unpacks()
    {
        var packed = ContentEncoding.Encode(new byte[4 * 1024 * 1024])[^1].Stored;
        byte[] lie = [.. packed.AsSpan(0, 4), 0, 0, 0, 16, .. packed.AsSpan(8)];
        Assert.Throws<ContentRefusedException>(() => ContentEncoding.Decode(Digest.Of("x"u8), lie, None));
        byte[] huge = [.. packed.AsSpan(0, 4), 255, 255, 255, 255, .. packed.AsSpan(8)];
        Assert.Throws<ContentRefusedException>(() => ContentEncoding.Decode(Digest.Of("x"u8), huge, None));
        Assert.Throws<ContentRefusedException>(() => ContentEncoding.Encode(new byte[ContentEncoding.MaxContentBytes + 1]));
    }

    [Theory]
    [InlineData("""{"$kse:chunks":{"digest":"D","size":5,"encoding":"none","parts":[{"digest":"P","size":2147483647},{"digest":"P","size":2147483647}]}}""")]
    [InlineData("""{"$kse:chunks":{"digest":"D","size":5,"encoding":"none","parts":[{"digest":"P","size":-5},{"digest":"P","size":10}]}}""")]
    [InlineData("""{"$kse:chunks":{"digest":"D","size":5,"encoding":"none","parts":[]}}""")]
    [InlineData("""{"$kse:chunks":{"digest":"D","size":5,"encoding":"none","parts":[null]}}""")]
    [InlineData("""{"$kse:chunks":{"digest":"D","size":5,"encoding":"zip","parts":[{"digest":"P","size":5}]}}""")]
    [InlineData("""{"$kse:chunks":{"digest":"P","size":5,"encoding":"none","parts":[{"digest":"P","size":5}]}}""")]
    public void A_chunk_list_that_lies_is_refused(string text)
    {
        var content = Digest.Of("hello"u8);
        text = text.Replace("\"D\"", $"\"{content}\"", StringComparison.Ordinal).Replace("\"P\"", $"\"{Digest.Of("other"u8)}\"", StringComparison.Ordinal);
        Assert.Throws<ContentRefusedException>(() => ContentEncoding.Decode(content, Encoding.UTF8.GetBytes(text), _ => "hello"u8.ToArray()));
    }

    [Fact]
    public void An_owners_object_that_begins_like_a_chunk_list_is_a_content()
    {
        byte[] content = [.. """{"$kse:chunks":{"digest":"x"},"apiVersion":"v1"}"""u8];
        var stored = ContentEncoding.Encode(content).Single();
        Assert.False(ContentEncoding.TryReadChunks(stored.Stored, out _));
        Assert.Equal(content, ContentEncoding.Decode(stored.Key, stored.Stored, None));
    }

    [Fact]
    public void Small_contents_stay_readable_and_large_ones_shrink()
    {
        var small = Make(8 * 1024, false, 1);
        Assert.Equal(small, ContentEncoding.Encode(small).Single().Stored);
        Assert.True(ContentEncoding.Encode(Make(1_500_000, false, 1))[^1].Stored.Length < 500_000);
    }

    [Fact]
    public void Frames_round_trip() => Gen.Select(Gen.Byte.Array[0, 50], Gen.Byte.Array[0, 50].Array[0, 5], Gen.Int[0, 3]).Sample((root, parts, lists) =>
    {
        var digests = Enumerable.Range(0, lists).Select(i => Digest.Of([(byte)i])).ToArray();
        var frame = new ContentFrame { Root = root, Parts = [.. parts.Select(p => new ContentFramePart(Digest.Of(p), p))], More = digests, Missing = digests, Denied = digests };
        var read = ContentFrame.Decode(frame.Encode());
        Assert.Equal(root, read.Root.ToArray());
        Assert.Equal(parts, read.Parts.Select(p => p.Stored.ToArray()));
        Assert.Equal(parts.Select(p => Digest.Of(p)), read.Parts.Select(p => p.Key));
        Assert.Equal([.. digests, .. digests, .. digests], [.. read.More, .. read.Missing, .. read.Denied]);
    });

    [Fact]
    public void A_damaged_frame_is_refused_or_still_a_frame() => Gen.Select(Gen.Byte.Array[0, 40], Gen.Int[0, 400], Gen.Byte, Gen.Bool).Sample((part, at, value, cut) =>
    {
        var bytes = new ContentFrame { Root = part, Parts = [new ContentFramePart(Digest.Of(part), part)] }.Encode();
        bytes[at % bytes.Length] = value;
        bytes = cut ? bytes[..(at % bytes.Length)] : bytes;
        try
        {
            ContentFrame.Decode(bytes);
        }
        catch (ContentRefusedException)
        {
        }
    }, iter: 3000);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("null\n")]
    [InlineData("{}\n")]
    [InlineData("{\"v\":2}\n")]
    [InlineData("{\"v\":1,\"root\":-1}\n")]
    [InlineData("{\"v\":1,\"root\":1}\n")]
    [InlineData("{\"v\":1}\nx")]
    [InlineData("{\"v\":1,\"parts\":[null]}\n")]
    [InlineData("{\"v\":1,\"parts\":null}\n")]
    [InlineData("{\"v\":1,\"more\":[\"x\"]}\n")]
    public void A_malformed_frame_is_refused(string text) => Assert.Throws<ContentRefusedException>(() => ContentFrame.Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void An_unknown_member_of_a_frame_is_no_error() => Assert.Empty(ContentFrame.Decode("{\"v\":1,\"later\":true}\n"u8.ToArray()).Parts);

    private static byte[] Make(int size, bool random, int seed)
    {
        var content = new byte[size];
        if (random)
        {
            new Random(seed).NextBytes(content);
        }
        else
        {
            for (var i = 0; i < size; i++)
            {
                content[i] = (byte)"{\"name\":\"storefront\",\"value\":"[i % 29];
                content[i] += i % 97 == 0 ? (byte)((i ^ seed) & 7) : (byte)0;
            }
        }

        return content;
    }
}
