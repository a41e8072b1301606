using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>
/// What the owner of a device lets onto it, whatever any hub wants. Held behind one field that is replaced whole; readable from any thread.
/// </summary>
public sealed class DeviceAllowance
{
    /// <summary>Reason of an object that the owner does not let onto the device.</summary>
    public const string Reason = "DeniedByDevice";

    private volatile Allowed _now;

    /// <param name="scope">What is let in.</param>
    /// <param name="remove">Whether what is there already and is not let in (any more) is removed; else it stays as it is, untouched.</param>
    public DeviceAllowance(ObjectScope scope, bool remove) => _now = new Allowed(scope, remove, "");

    /// <summary>Raised after something changed; must return at once.</summary>
    public event Action? Changed;

    /// <summary>Whether what is there and not let in is removed.</summary>
    public bool Removes => _now.Remove;

    /// <summary>What is wrong with what the owner said last, so that what was said before holds; empty for nothing.</summary>
    public string Trouble => _now.Trouble;

    /// <summary>The owner says something else.</summary>
    public void Set(ObjectScope scope, bool remove) => Replace(new Allowed(scope, remove, ""));

    /// <summary>What the owner says now cannot be understood: what was understood last holds.</summary>
    public void Fail(string trouble) => Replace(_now with { Trouble = trouble });

    /// <summary>Why an object is not let in; null when it is.</summary>
    public string? WhyNot(ObjectKey key) => _now.Scope.Instead(key) is { } instead ? $"the owner of this device lets in {instead} only (its --allow-file)" : null;

    private void Replace(Allowed allowed)
    {
        _now = allowed;
        Changed?.Invoke();
    }

    private sealed record Allowed(ObjectScope Scope, bool Remove, string Trouble);
}
