using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>All that the files named with <c>-f</c> hold.</summary>
internal sealed record InputSet(IReadOnlyList<InputObject> Objects, IReadOnlyList<InputPolicy> Policies, IReadOnlyList<ApplyLibrary> Libraries)
{
    /// <summary>How many things these are.</summary>
    internal int Count => Objects.Count + Policies.Count + Libraries.Count;
}
