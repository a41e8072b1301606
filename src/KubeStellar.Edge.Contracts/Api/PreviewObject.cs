namespace KubeStellar.Edge.Contracts.Api;

/// <summary>What would become of one object over the fleet.</summary>
/// <param name="Object">Object key.</param>
/// <param name="Policy">The policy that would own it; empty for none.</param>
/// <param name="Before">The policy that owns it now, when that is another one; empty for none.</param>
/// <param name="Gained">Edges that would gain it.</param>
/// <param name="Lost">Edges that would lose it.</param>
/// <param name="Changed">Edges where it would change.</param>
/// <param name="Same">Edges where it would stay as it is.</param>
/// <param name="Variants">Distinct variants that there would be.</param>
/// <param name="GainedSample">Ids of some that would gain it.</param>
/// <param name="LostSample">Ids of some that would lose it.</param>
public sealed record PreviewObject(
    string Object, string Policy, string Before, int Gained, int Lost, int Changed, int Same, int Variants, IReadOnlyList<string> GainedSample, IReadOnlyList<string> LostSample);
