using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>What is looked for.</summary>
/// <param name="Rules">The rules of all policies.</param>
/// <param name="Fresh">Nothing was ever found here: a place for such objects that is missing may be made. Later a missing one is a loss, and says nothing of them.</param>
public sealed record UpsyncQuery(IReadOnlyList<UpsyncRule> Rules, bool Fresh);
