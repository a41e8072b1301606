using System.Text;
using KubeStellar.Edge.TestKit.Network;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Somebody on the way who keeps all that passes.</summary>
internal sealed class Heard : IAsyncDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly Tap _tap;

    private Heard() => _tap = Tap.Start(() => new TapEars(Keep, Keep));

    /// <summary>All that passed, byte by byte.</summary>
    public string Text
    {
        get
        {
            lock (_bytes)
                return Encoding.Latin1.GetString(_bytes.ToArray());
        }
    }

    public static Heard Start() => new();

    public string Url(string scheme) => _tap.Url(scheme);

    /// <summary>Where the bytes go.</summary>
    public void To(int port) => _tap.To(port);

    public ValueTask DisposeAsync() => _tap.DisposeAsync();

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_bytes)
            _bytes.Write(bytes);
    }
}
