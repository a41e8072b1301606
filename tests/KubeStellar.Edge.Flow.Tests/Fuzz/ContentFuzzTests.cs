using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Fuzz;

namespace KubeStellar.Edge.Flow.Tests.Fuzz;

/// <summary>Frames, compressed contents and chunk lists.</summary>
public sealed class ContentFuzzTests
{
    private static readonly byte[] Large = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7919 % 251))];

    [Fact]
    public async Task A_frame_is_refused_or_its_parts_lie_within_it()
    {
        var frame = new ContentFrame { Root = "{\"root\":1}"u8.ToArray(), Parts = [new ContentFramePart(Digest.Of("a"u8), "a"u8.ToArray())], More = [Digest.Of("b"u8)], Denied = [Digest.Of("c"u8)] }.Encode();
        void Parse(byte[] input)
        {
            var read = ContentFrame.Decode(input);
            Assert.InRange(read.Root.Length + read.Parts.Sum(part => (long)part.Stored.Length), 0, input.Length);
            Assert.NotNull(read.More.Concat(read.Missing).Concat(read.Denied).ToList());
        }

        await AcceptsAsync(new FuzzTarget("frame", Parse, typeof(ContentRefusedException)) { Envelope = new FirstLine() }, frame);
    }

    [Fact]
    public async Task A_stored_content_is_refused_or_has_its_digest()
    {
        var zeros = new byte[200_000];
        var stored = ContentEncoding.Encode(zeros).Single().Stored;
        void Parse(byte[] input)
        {
            foreach (var expected in (Digest[])[Digest.Of(zeros), Digest.Of(input)])
            {
                var content = ContentEncoding.Decode(expected, input, _ => throw new ContentRefusedException("there are no chunks"));
                Assert.Equal(expected, Digest.Of(content));
            }
        }

        // What unpacks may be larger by far than what it was packed to, up to its declared size; what does not unpack may not.
        await new Fuzzer(Golden.Corpus).RunAsync(new FuzzTarget("content", Parse, typeof(ContentRefusedException)) { BytesAtLeast = 2 << 20 }, stored, "{\"a\":1}"u8.ToArray());
    }

    [Fact]
    public async Task A_chunk_list_is_refused_or_gives_the_content()
    {
        var stored = ContentEncoding.EncodeSelfNamed(Large, ContentEncoding.CompressAbove);
        var parts = stored.SkipLast(1).ToDictionary(part => part.Key, part => part.Stored);
        void Parse(byte[] input)
        {
            var content = ContentEncoding.Decode(Digest.Of(Large), input, digest => parts.TryGetValue(digest, out var bytes) ? bytes : throw new ContentRefusedException("no such chunk"));
            Assert.Equal(Large.Length, content.Length);
        }

        await AcceptsAsync(new FuzzTarget("chunks", Parse, typeof(ContentRefusedException)) { BytesAtLeast = 2 << 20 }, stored[^1].Stored);
    }

    private static async Task AcceptsAsync(FuzzTarget target, params byte[][] known) =>
        Assert.InRange(await new Fuzzer(Golden.Corpus).RunAsync(target, known), known.Length, int.MaxValue);
}
