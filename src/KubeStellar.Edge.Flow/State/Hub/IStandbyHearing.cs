using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Hears hubs that wait to take over. Returns at once; from any thread.</summary>
public interface IStandbyHearing
{
    /// <summary>A standby says that it is there.</summary>
    /// <returns>Why nothing was noted of it; null when it was.</returns>
    string? Heard(StandbyHello hello);
}
