namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>The hub that a device believes, as it is now: its key changes when the hub hands it over. Readable from any thread.</summary>
public interface IPinnedHub
{
    /// <summary>The key whose signature counts on whatever is new.</summary>
    string Key { get; }

    /// <summary>The key that the hub began with, which names it for good.</summary>
    string Origin { get; }

    /// <summary>Whether a key was this hub's before, and handed over: what it signed and was taken then stays good.</summary>
    bool Was(string key);
}
