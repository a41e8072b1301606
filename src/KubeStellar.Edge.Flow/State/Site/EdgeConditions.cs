using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>What is wrong at the edge as a whole, one condition a type; only true ones are held. Readable from any thread.</summary>
public sealed class EdgeConditions
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Condition> _conditions = new(StringComparer.Ordinal);

    /// <summary>Raised after something changed; must return at once.</summary>
    public event Action? Changed;

    /// <summary>All that is wrong now, by type.</summary>
    public IReadOnlyList<Condition> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _conditions.Values];
            }
        }
    }

    /// <summary>Whether a condition holds.</summary>
    public bool Holds(string type)
    {
        lock (_gate)
        {
            return _conditions.ContainsKey(type);
        }
    }

    /// <summary>Says that something is wrong.</summary>
    public void Set(string type, string reason, string message)
    {
        var condition = new Condition(type, "True", reason, message);
        lock (_gate)
        {
            if (_conditions.TryGetValue(type, out var known) && known == condition)
            {
                return;
            }

            _conditions[type] = condition;
        }

        Changed?.Invoke();
    }

    /// <summary>Says that something is wrong, or with null that it is well.</summary>
    public void Show(string type, string reason, string? message)
    {
        if (message is null)
        {
            Clear(type);
        }
        else
        {
            Set(type, reason, message);
        }
    }

    /// <summary>Says that it is well again.</summary>
    public void Clear(string type)
    {
        lock (_gate)
        {
            if (!_conditions.Remove(type))
            {
                return;
            }
        }

        Changed?.Invoke();
    }
}
