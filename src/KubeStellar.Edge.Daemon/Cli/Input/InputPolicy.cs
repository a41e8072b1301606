using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>One policy as read.</summary>
/// <param name="Source">File, and document number where it is a document.</param>
/// <param name="Name">Its name.</param>
/// <param name="Module">Its bundle, with values of parameters, and where the files are.</param>
internal sealed record InputPolicy(string Source, string Name, BundledModule Module)
{
    /// <summary>What is applied.</summary>
    internal PolicyBundle Bundle => Module.Bundle;
}
