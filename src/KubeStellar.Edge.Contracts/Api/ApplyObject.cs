using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>One object to apply.</summary>
/// <param name="Source">File and document number, for messages.</param>
/// <param name="Object">The object; null when it was uploaded as blobs.</param>
/// <param name="Content">Digest of the uploaded content.</param>
public sealed record ApplyObject(string Source, JsonElement? Object, Digest? Content);
