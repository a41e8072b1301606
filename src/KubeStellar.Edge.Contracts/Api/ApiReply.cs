using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Every answer of the API.</summary>
public sealed record ApiReply : WireRecord
{
    /// <summary>What went wrong; null when nothing did.</summary>
    public ApiError? Error { get; init; }

    /// <summary>The verb's result.</summary>
    public JsonElement? Result { get; init; }
}
