using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary>A policy that an engine has taken.</summary>
/// <param name="Digest">Its bundle in the engine.</param>
/// <param name="Shape">What it declares.</param>
/// <param name="Module">The bundle as it lies on the disk.</param>
internal sealed record LoadedPolicy(Digest Digest, PolicyShape Shape, BundledModule Module)
{
    /// <exception cref="CliException">It does not take it; the message says where.</exception>
    internal static async Task<LoadedPolicy> LoadAsync(IPolicyRuntime runtime, BundledModule module, CancellationToken token)
    {
        var digest = DigestOf(module.Bundle);
        var loaded = await runtime.LoadAsync(digest, module.Bundle, token);
        return loaded.Ok ? new LoadedPolicy(digest, loaded.Value, module) : throw Failed("the policy cannot be loaded: ", loaded.Fault, module);
    }

    /// <summary>A fault of the engine as the end of a verb.</summary>
    internal static CliException Failed(string doing, PolicyFault fault, BundledModule module) =>
        new($"{doing}{fault.Reason}: {fault.Message}", fault.Location.Length > 0 ? [$"at {module.Shown(fault.Location)}"] : []);

    internal static Digest DigestOf(PolicyBundle bundle) =>
        Digest.Of(CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle)));
}
