using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Flow.State.Sources;

/// <summary>An item of a source that is refused.</summary>
/// <param name="Item">Its <see cref="ApplyObject.Source"/> or <see cref="ApplyPolicy.Source"/>; empty when it is about all.</param>
/// <param name="Code">As in <see cref="ApiError.Code"/>: <c>invalid</c>, or <c>conflict</c> for what somebody else brought.</param>
/// <param name="Faults">What is wrong, with the place of each.</param>
public sealed record SourceRefusal(string Item, string Code, IReadOnlyList<ApiFault> Faults)
{
    /// <summary>All of it in one line.</summary>
    public override string ToString() => string.Join("; ", Faults.Select(Show));

    /// <summary>A fault in one line: place, field, what is wrong.</summary>
    public static string Show(ApiFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return string.Join(": ", new[] { fault.Source, fault.Field, fault.Message }.Where(part => part.Length > 0));
    }
}
