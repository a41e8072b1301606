using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>One object as read.</summary>
/// <param name="Source">File and document number.</param>
/// <param name="Key">Its key.</param>
/// <param name="Object">Itself, with its owner's tokens.</param>
/// <param name="Canonical">Its canonical bytes.</param>
internal sealed record InputObject(string Source, ObjectKey Key, JsonElement Object, byte[] Canonical);
