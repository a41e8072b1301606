using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>
/// Asks policies with the bundles that came in the tree. Several stages ask, and each forgets what it no longer needs: a bundle is loaded, asked and forgotten
/// one at a time, so that none is forgotten under a question. Nothing runs before somebody asks.
/// </summary>
internal sealed class SiteBundles(ContentSource contents, IPolicyRuntime? runtime) : IDisposable
{
    // Faults that pass: a loaded machine, a host that died. What the policy itself does wrong comes again with the same input.
    private static readonly string[] Passing = ["TimedOut", "OutOfMemory", "HostDied", "InventoryTooLarge", "Quarantined", "BundleMissing", "ContentMissing", "DiskFailed", "DiskFull", "ReadOnly", "FilesUsedUp"];

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Whether this daemon can run policies.</summary>
    internal bool Runs => runtime is not null;

    /// <summary>Whether the same question may be answered another time.</summary>
    internal static bool Passes(PolicyFault fault) => Passing.Contains(fault.Reason);

    /// <summary>Place, reason and message of a fault, for people.</summary>
    internal static string Describe(PolicyFault fault) => fault.Location.Length > 0 ? $"{fault.Reason} at {fault.Location}: {fault.Message}" : $"{fault.Reason}: {fault.Message}";

    /// <summary>Loads a bundle and asks it.</summary>
    /// <param name="digest">The bundle.</param>
    /// <param name="ask">The question; called only when the bundle is loaded.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <exception cref="IOException">The store cannot be read.</exception>
    internal async Task<PolicyOutcome<T>> AskAsync<T>(Digest digest, Func<IPolicyRuntime, Task<PolicyOutcome<T>>> ask, CancellationToken token)
        where T : class
    {
        if (runtime is null)
        {
            return Failed<T>("NoRuntime", "This daemon has no policy runtime.");
        }

        if (contents(digest) is not { } bytes || Bundle(bytes) is not { } bundle)
        {
            return Failed<T>("BundleMissing", "The policy's bundle is not in the local store.");
        }

        await _turn.WaitAsync(token);
        try
        {
            var loaded = await runtime.LoadAsync(digest, bundle, token);
            return loaded.Ok ? await ask(runtime) : new PolicyOutcome<T>(null, loaded.Fault);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Drops a bundle; one that is asked again is loaded again.</summary>
    internal async Task ForgetAsync(Digest digest, CancellationToken token)
    {
        if (runtime is not null)
        {
            await _turn.WaitAsync(token);
            try
            {
                await runtime.ForgetAsync(digest, token);
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    /// <summary>No answer, and why.</summary>
    internal static PolicyOutcome<T> Failed<T>(string reason, string message)
        where T : class => new(null, new PolicyFault(reason, message, ""));

    public void Dispose() => _turn.Dispose();

    private static PolicyBundle? Bundle(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, ContractsJson.Default.PolicyBundle);
        }
        catch (JsonException)
        {
            // Believed bytes that are no bundle: the hub's bug, told as a fault.
            return null;
        }
    }
}
