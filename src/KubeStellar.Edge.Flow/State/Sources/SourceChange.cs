using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Sources;

/// <summary>What a source has now: things to apply, changed or not, and things that are certainly gone.</summary>
public sealed record SourceChange
{
    /// <summary>Objects; <see cref="ApplyObject.Source"/> names each in messages and refusals, and is unique.</summary>
    public IReadOnlyList<ApplyObject> Objects { get; init; } = [];

    /// <summary>Policies; <see cref="ApplyPolicy.Source"/> is unique as well.</summary>
    public IReadOnlyList<ApplyPolicy> Policies { get; init; } = [];

    /// <summary>Shared libraries.</summary>
    public IReadOnlyList<ApplyLibrary> Libraries { get; init; } = [];

    /// <summary>Objects that a complete reading of the source shows to be gone.</summary>
    public IReadOnlyList<ObjectKey> GoneObjects { get; init; } = [];

    /// <summary>Policies that are gone.</summary>
    public IReadOnlyList<string> GonePolicies { get; init; } = [];

    /// <summary>Libraries that are gone.</summary>
    public IReadOnlyList<LibraryReference> GoneLibraries { get; init; } = [];

    /// <summary>Whether one fault refuses all of it, as with <c>kse apply</c>; else each item stands for itself.</summary>
    public bool Whole { get; init; }

    /// <summary>Items, by their <c>Source</c>, whose owners want what people applied under the same name to pass to the source, whatever it holds.</summary>
    public IReadOnlySet<string> TakesOver { get; init; } = new HashSet<string>();

    /// <summary>Where it came from more exactly, for the audit: <c>commit 3f2a1b…</c>; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Whether nothing is in it.</summary>
    public bool IsEmpty => Objects.Count + Policies.Count + Libraries.Count + GoneObjects.Count + GonePolicies.Count + GoneLibraries.Count == 0;
}
