namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>A number, or a share in percent of some total.</summary>
/// <param name="Value">The number or the percentage.</param>
/// <param name="Percent">Whether it is a percentage.</param>
public readonly record struct IntOrPercent(double Value, bool Percent = false);
