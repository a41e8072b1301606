namespace KubeStellar.Edge.Contracts.Api;

/// <summary>What became of one item.</summary>
/// <param name="Resource"><c>workload</c> or <c>policy</c>.</param>
/// <param name="Key">Object key or policy name.</param>
/// <param name="Action"><c>created</c>, <c>configured</c>, <c>unchanged</c> or <c>deleted</c>.</param>
/// <param name="Generation">Generation after it.</param>
public sealed record ApplyLine(string Resource, string Key, string Action, long Generation);
