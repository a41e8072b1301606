using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Hub.Gateway.Upsync;

/// <summary>What is wrong with what an edge carries up. Pure.</summary>
internal static class UpsyncCheck
{
    /// <summary>Why a whole message is refused: it is not what a daemon of ours says. Null when it is.</summary>
    internal static string? Refuse(string edge, UpsyncMessage message)
    {
        if (message.Edge != edge)
            return $"the message speaks for another edge than {edge}, which sent it";
        var policies = new HashSet<PolicyKey>();
        foreach (var part in message.Parts)
        {
            if (!PolicyKey.TryParse(part.Policy.ToString(), out _))
                return "a part names no policy";
            if (!policies.Add(part.Policy))
                return $"two parts speak of {part.Policy}";
            if (part.Sequence <= 0)
                return $"the part of {part.Policy} has no sequence";
            if (part.Index is { } index && index.Keys.FirstOrDefault(key => !ObjectKey.TryParse(key, out _)) is not null)
                return $"the index of {part.Policy} names an object by something that is no object key";
            if (part.Index is { Count: > UpsyncLimits.Objects })
                return $"{part.Policy} has {part.Index.Count} objects, and {UpsyncLimits.Objects} are allowed";
            if (part.Objects.Concat<object>(part.Removed.Cast<object>()).Count() > UpsyncLimits.Objects * 2)
                return $"the part of {part.Policy} speaks of more objects than there may be";
            if (part.Objects.Select(Wrong).OfType<string>().FirstOrDefault() is { } wrong)
                return wrong;
        }

        return null;
    }

    /// <summary>Why one object is not taken; null when it is.</summary>
    /// <param name="item">The object.</param>
    /// <param name="rules">What the edge's tree asks for.</param>
    internal static string? Reject(UpsyncItem item, IReadOnlyList<UpsyncRule> rules)
    {
        if (item.Key.IsSecret)
            return "values of Secrets are not carried up";
        if (JsonMarshal.GetRawUtf8Value(item.Object).Length is var size and > UpsyncLimits.ObjectBytes)
            return $"it has {size} bytes, and {UpsyncLimits.ObjectBytes} are allowed";
        if (!rules.Any(rule => rule.Asks(item.Key, item.Object)))
            return "the policy does not ask for it at this edge";
        return ObjectRules.Check(item.Object) is [var first, ..] ? $"{first.Path} {first.Message}".TrimStart() : null;
    }

    private static string? Wrong(UpsyncItem item)
    {
        try
        {
            if (ObjectKey.OfObject(item.Object) != item.Key)
                return $"{item.Key} is sent with another object";
            if (item.Sequence <= 0)
                return $"{item.Key} has no sequence";
            return Digest.Of(CanonicalJson.Canonicalize(JsonMarshal.GetRawUtf8Value(item.Object))) == item.Digest ? null : $"{item.Key} is not what its digest says";
        }
        catch (Exception error) when (error is JsonRefusedException or JsonException)
        {
            return $"{item.Key} is no object: {error.Message}";
        }
    }
}
