using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace KubeStellar.Edge.Nats.Sealing;

/// <summary>Keys that were agreed with others, remembered, because to agree on one costs some forty times to wrap by it. In memory only, and wiped at the end. Safe for several threads.</summary>
/// <param name="most">How many are kept. When there are more, all are forgotten and agreed anew when asked for.</param>
/// <typeparam name="TWith">With whom.</typeparam>
internal sealed class AgreedKeys<TWith>(int most) : IDisposable
    where TWith : notnull
{
    private readonly ConcurrentDictionary<TWith, byte[]> _keys = new();

    /// <summary>The key that was agreed with somebody; null for none.</summary>
    internal byte[]? Find(TWith with) => _keys.GetValueOrDefault(with);

    /// <summary>Remembers one, and gives it back.</summary>
    internal byte[] Keep(TWith with, byte[] key)
    {
        if (_keys.Count >= most)
        {
            _keys.Clear();
        }

        return _keys[with] = key;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            CryptographicOperations.ZeroMemory(key);
        }

        _keys.Clear();
    }
}
