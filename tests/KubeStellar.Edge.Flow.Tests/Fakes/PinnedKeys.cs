using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.Tests.Fakes;

/// <summary>A pinned hub whose key a test hands over.</summary>
internal sealed class PinnedKeys(string first) : IPinnedHub
{
    private volatile IReadOnlyList<string> _keys = [first];

    public string Key => _keys[^1];

    public string Origin => first;

    public bool Was(string key) => _keys.SkipLast(1).Contains(key);

    internal void HandOver(string to) => _keys = [.. _keys, to];
}
