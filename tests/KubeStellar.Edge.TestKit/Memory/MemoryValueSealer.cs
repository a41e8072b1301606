using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.TestKit.Memory;

/// <summary>Keeps values beside their handles in memory: what the real one promises, without a key.</summary>
public sealed class MemoryValueSealer(string keyId = "memory") : IValueSealer
{
    private readonly ConcurrentDictionary<string, (SealOrigin Origin, byte[] Json)> _values = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>How many handles were made.</summary>
    public int Count => _count;

    public string Seal(SealOrigin origin, ReadOnlySpan<byte> json)
    {
        var number = Interlocked.Increment(ref _count);
        var handle = $"{SealedText.Prefix}{keyId}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"value {number:00000000}"))}";
        _values[handle] = (origin, json.ToArray());
        return handle;
    }

    public byte[] Open(SealOrigin origin, string handle) =>
        _values.TryGetValue(handle, out var found) && found.Origin == origin ? found.Json : throw new SealBrokenException("it is of another object, altered, or sealed by another hub");
}
