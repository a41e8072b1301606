using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary>What a function is run on.</summary>
internal sealed record RunInput(LoadedPolicy Policy, IReadOnlyList<EdgeRecord> Fleet, IReadOnlyList<byte[]> Objects, IReadOnlySet<string> Current, IReadOnlyList<JsonElement> Values);
