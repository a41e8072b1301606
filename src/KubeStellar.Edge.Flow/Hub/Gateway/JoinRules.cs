using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Who may have which id. Pure.</summary>
internal static class JoinRules
{
    /// <summary>Whether the token names this edge: its bearer may be it, whoever was it before.</summary>
    internal static bool Named(TokenRecord token, JoinRequest request) => token.Replaces == request.Edge;

    /// <summary>Why a device may not be what it asks to be: a token for regions admits no edge, one for edges no region, one for an id no other, and no region is replaced.</summary>
    internal static string? Unfit(TokenRecord token, JoinRequest request, EdgeRecord? holder) =>
        token.Replaces is { } named && named != request.Edge ? $"the token is for the edge {named}, and the device wants to be {request.Edge}"
        : token.Region is null && request.Hub is not null ? "the token admits ordinary edges, and a hub came with it; make one with `kse token create --region`"
        : token.Region is not null && request.Hub is null ? "the token admits regions, and an ordinary edge came with it; make one with `kse token create`"
        : holder is { Region: not null } && holder.Identity.PublicKey != request.PublicKey ? $"the region {holder.Id} is held by another hub; choose another id, or remove it first (kse remove edge {holder.Id})"
        : holder is not null && holder.Region?.Hub != request.Hub ? $"{request.Edge} joined as {(holder.Region is null ? "an ordinary edge" : "a region with another hub")} before; remove it first (kse remove edge {request.Edge})"
        : null;

    /// <summary>What a device hears that asks for the id of another, and does not say that it comes in its place; null when it may ask.</summary>
    internal static string? Taken(TokenRecord token, JoinRequest request, EdgeRecord? holder) =>
        holder is null || holder.Identity.PublicKey == request.PublicKey || request.Replace is true || Named(token, request) ? null
        : $"another device holds the id {request.Edge}. If this one takes its place (a new disk, a new machine), start it with --replace, and have it approved at the hub; else choose another id";

    /// <summary>Why a person has to decide about a device that may ask; null when its token is enough.</summary>
    /// <param name="all">Whether the hub makes everybody wait.</param>
    /// <param name="token">What the device came with.</param>
    /// <param name="request">What it asks.</param>
    /// <param name="holder">Who holds the id.</param>
    /// <param name="left">Who held it and left; null for nobody.</param>
    /// <param name="waiting">Who waits for it.</param>
    internal static string? ByHand(bool all, TokenRecord token, JoinRequest request, EdgeRecord? holder, LeftRecord? left, PendingRecord? waiting) =>
        all ? "this hub admits nobody without a person"
        : token.Approve is true ? "its token says so"
        : Named(token, request) ? null
        : request.Replace is true ? holder is not null ? $"it is to take the place of the device with fingerprint {DeviceFingerprint.Of(holder.Identity.PublicKey)}" : "it says that it takes another's place"
        : left?.PublicKey == request.PublicKey ? null
        : left is not null ? $"another device, with fingerprint {DeviceFingerprint.Of(left.PublicKey)}, had the id until {left.At:O}"
        : waiting?.Devices.Any(device => device.State == PendingState.Waiting && device.PublicKey != request.PublicKey) is true ? "another device asks for the id as well"
        : null;
}
