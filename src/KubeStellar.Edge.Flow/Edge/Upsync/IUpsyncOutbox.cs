using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>
/// What was seen last of the objects that are carried up, one a policy and object, so that it survives a restart and weeks without a hub. It grows with the number of
/// objects (<see cref="Contracts.Records.UpsyncLimits"/>), not with time; what the hub has of it is found out with each connection. Lost, it is filled again from the target.
/// </summary>
public interface IUpsyncOutbox
{
    /// <summary>Everything in it.</summary>
    Task<IReadOnlyList<BornObject>> ReadAsync(CancellationToken token);

    /// <summary>Adds or replaces objects and removes others in one durable step.</summary>
    Task WriteAsync(IReadOnlyCollection<BornObject> put, IReadOnlyCollection<(PolicyKey Policy, ObjectKey Key)> remove, CancellationToken token);
}
