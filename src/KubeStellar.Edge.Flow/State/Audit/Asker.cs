namespace KubeStellar.Edge.Flow.State.Audit;

/// <summary>Who asks through the API, for the audit and for what they may see: it goes with the request through all that the request does.</summary>
internal sealed class Asker
{
    /// <summary>What stands in the audit for people whose client says no name.</summary>
    internal const string Unnamed = "api";
    private readonly AsyncLocal<Asked?> _now = new();

    /// <summary>Whoever asks here.</summary>
    internal Asked Now => _now.Value ?? Asked.Nobody;

    /// <summary>The name of whoever asks here.</summary>
    internal string Name => Now.Name is { Length: > 0 } name ? name : Unnamed;

    /// <summary>Sets it for what is awaited from here on.</summary>
    internal void Is(Asked asked) => _now.Value = asked;
}
