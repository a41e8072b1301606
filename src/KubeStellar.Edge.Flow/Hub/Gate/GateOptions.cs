using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.Hub.Gate;

/// <summary>The blast-radius guard.</summary>
public sealed class GateOptions
{
    /// <summary>A change that removes more than this share of all placements waits for a person. Default 0.3.</summary>
    [Range(0.0, 1.0)]
    public double GuardShare { get; set; } = 0.3;

    /// <summary>A change that removes fewer placements than this never waits. Default 5.</summary>
    [Range(1, int.MaxValue)]
    public int GuardMinimum { get; set; } = 5;
}
