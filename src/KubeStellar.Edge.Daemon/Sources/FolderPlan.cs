using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Flow.State.Sources;

namespace KubeStellar.Edge.Daemon.Sources;

/// <summary>What is to be done so that the hub has what a folder has. Pure.</summary>
internal static class FolderPlan
{
    /// <summary>All that the folder holds, and what it held before and holds no more.</summary>
    /// <param name="before">What the hub has from it.</param>
    /// <param name="now">What it holds; null for nothing, on a person's word.</param>
    /// <param name="note">For the audit.</param>
    internal static SourceChange Of(SourceHoldings before, InputSet? now, string note)
    {
        var objects = now?.Objects ?? [];
        var policies = now?.Policies ?? [];
        var libraries = now?.Libraries ?? [];
        return new SourceChange
        {
            Whole = true,
            Note = note,
            Objects = [.. objects.Select(item => new ApplyObject(item.Source, item.Object, null))],
            Policies = [.. policies.Select(item => new ApplyPolicy(item.Source, item.Name, item.Bundle))],
            Libraries = libraries,
            GoneObjects = [.. before.Objects.Keys.Except(objects.Select(item => item.Key)).Order()],
            GonePolicies = [.. before.Policies.Keys.Except(policies.Select(item => item.Name)).Order(StringComparer.Ordinal)],
            GoneLibraries = [.. before.Libraries.Except(libraries.Select(item => new LibraryReference(item.Name, item.Version))).OrderBy(library => library.ToString(), StringComparer.Ordinal)],
        };
    }
}
