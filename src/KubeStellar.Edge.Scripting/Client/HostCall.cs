using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Scripting.Host;
using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>One question to a bundle.</summary>
/// <param name="Operation">What.</param>
/// <param name="Bundle">Which bundle.</param>
/// <param name="BundleText">Its JSON, for a host that lacks it.</param>
/// <param name="Work">Edges, objects or pairs that it is about; for the deadline.</param>
/// <param name="Segments">What it is asked about.</param>
internal sealed record HostCall(HostOperation Operation, Digest Bundle, ReadOnlyMemory<byte> BundleText, int Work, params ReadOnlyMemory<byte>[] Segments)
{
    /// <summary>Cases that are told at most.</summary>
    internal int Most { get; init; }

    /// <summary>The policy's function that is run.</summary>
    internal string Name => Operation.FunctionName();

    /// <summary>Where that function stands, for when its host cannot say any more; empty while a module is loaded.</summary>
    internal string Place() =>
        Operation is not HostOperation.Load && JsonSerializer.Deserialize(BundleText.Span, ContractsJson.Default.PolicyBundle) is { } bundle
            ? ScriptErrors.OfFunction(Name, bundle)
            : "";
}
