using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting.Tests.Wire;

/// <summary>Messages on the pipe, in pieces of any size.</summary>
public sealed class HostFrameTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(1_000_000)]
    public void Messages_come_out_as_they_went_in(int size)
    {
        var body = new byte[size];
        new Random(size).NextBytes(body);
        using var pipe = new MemoryStream();
        for (var i = 0; i < 3; i++)
        {
            HostFrame.Write(pipe, new byte[] { (byte)i }, body, Array.Empty<byte>());
        }

        pipe.Position = 0;
        var frames = new HostFrame(pipe);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal([[(byte)i], body, []], frames.Read()!);
        }

        Assert.Null(frames.Read());
    }

    [Fact]
    public void An_end_within_a_message_is_the_end()
    {
        using var pipe = new MemoryStream();
        HostFrame.Write(pipe, new byte[100]);
        pipe.SetLength(pipe.Length - 1);
        pipe.Position = 0;
        Assert.Null(new HostFrame(pipe).Read());
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        using var pipe = new MemoryStream([255, 255, 255, 255]);
        Assert.Throws<InvalidDataException>(() => new HostFrame(pipe).Read());
    }
}
