using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>One runtime, and so one child process, for a class of tests that do it no harm.</summary>
public sealed class SharedRuntime : IAsyncDisposable
{
    internal PolicyRuntime Runtime { get; } = RuntimeUnderTest.Create();

    public ValueTask DisposeAsync() => Runtime.DisposeAsync();
}
