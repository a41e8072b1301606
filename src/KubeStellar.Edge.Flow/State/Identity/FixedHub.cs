namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>A hub whose key never changes.</summary>
/// <param name="key">Its key.</param>
internal sealed class FixedHub(string key) : IPinnedHub
{
    /// <inheritdoc/>
    public string Key => key;

    /// <inheritdoc/>
    public string Origin => key;

    /// <inheritdoc/>
    public bool Was(string former) => false;
}
