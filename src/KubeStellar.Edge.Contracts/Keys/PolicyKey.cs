using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>Names a policy: <c>&lt;workspace&gt;.&lt;policy&gt;</c>, both DNS labels.</summary>
/// <param name="Workspace">The tenant.</param>
/// <param name="Name">The policy's name within it.</param>
[JsonConverter(typeof(PolicyKeyJsonConverter))]
public readonly record struct PolicyKey(string Workspace, string Name) : IComparable<PolicyKey>
{
    /// <summary>Reads <c>&lt;workspace&gt;.&lt;policy&gt;</c>; throws <see cref="FormatException"/> for anything else.</summary>
    public static PolicyKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException("a policy key is <workspace>.<policy>, both DNS labels");

    /// <summary>Reads <c>&lt;workspace&gt;.&lt;policy&gt;</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PolicyKey key)
    {
        key = default;
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 0 || !Names.IsDnsLabel(text![..dot]) || !Names.IsDnsLabel(text[(dot + 1)..]))
        {
            return false;
        }

        key = new PolicyKey(text[..dot], text[(dot + 1)..]);
        return true;
    }

    /// <summary><c>&lt;workspace&gt;.&lt;policy&gt;</c>.</summary>
    public override string ToString() => $"{Workspace}.{Name}";

    /// <summary>Ordinal order: workspace, name.</summary>
    public int CompareTo(PolicyKey other)
    {
        var order = string.CompareOrdinal(Workspace, other.Workspace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>Ordinal order.</summary>
    public static bool operator <(PolicyKey left, PolicyKey right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(PolicyKey left, PolicyKey right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(PolicyKey left, PolicyKey right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(PolicyKey left, PolicyKey right) => left.CompareTo(right) >= 0;
}
