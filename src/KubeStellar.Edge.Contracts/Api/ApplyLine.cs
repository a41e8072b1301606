namespace KubeStellar.Edge.Contracts.Api;

/// <summary>What became of one item.</summary>
/// <param name="Resource"><c>library</c>, <c>workload</c> or <c>policy</c>.</param>
/// <param name="Key">Object key, policy name, or <c>name@version</c> of a library.</param>
/// <param name="Action"><c>created</c>, <c>configured</c>, <c>unchanged</c> or <c>deleted</c>.</param>
/// <param name="Generation">Generation after it.</param>
public sealed record ApplyLine(string Resource, string Key, string Action, long Generation);
