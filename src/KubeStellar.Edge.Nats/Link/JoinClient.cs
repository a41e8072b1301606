using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tls;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>Admits this device to the hub that made a token. Needed once.</summary>
public static class JoinClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Asks the hub, checks that it is the one that the token names, and records the admission in <paramref name="identity"/>.</summary>
    /// <param name="join">The token.</param>
    /// <param name="edge">The id that the device wants.</param>
    /// <param name="properties">What the device says of itself.</param>
    /// <param name="identity">The device's keys.</param>
    /// <param name="token">Cancels.</param>
    /// <param name="hub">The key that signed roots first, of the hub that asks to become a region; null for an ordinary edge.</param>
    /// <param name="client">Certificate and key (PEM) for a server that asks for one; null for none.</param>
    /// <param name="replace">Whether the device comes as the successor of the one that holds the id.</param>
    /// <exception cref="HubUnreachableException">No hub answered; the same token may be tried again.</exception>
    /// <exception cref="JoinWaitsException">A person has to approve the device first; ask again after a while.</exception>
    /// <exception cref="IdentityException">The hub refuses, or it is not the hub of the token; trying again will not help.</exception>
    public static async Task<JoinReply> JoinAsync(
        JoinToken join, string edge, SortedDictionary<string, JsonElement> properties, DeviceIdentity identity, CancellationToken token, string? hub = null, Func<string>? client = null,
        bool replace = false)
    {
        var reply = await AskAsync(join, identity.CreateJoinRequest(join.TokenId, edge, properties, hub, replace), client, token);
        if (reply.Waits is { } waits && join.Knows(reply.HubKey))
        {
            throw new JoinWaitsException(edge, waits, DeviceFingerprint.Of(identity.PublicKey));
        }

        if (reply.Refused is { Length: > 0 } refused)
        {
            throw new IdentityException("The hub refuses this device: " + refused);
        }

        var chain = reply.HandOvers ?? [];
        if (!Reaches(join, chain, reply.HubKey))
        {
            throw new IdentityException("Whoever answered is not the hub that made this token: its key has another fingerprint, and none with that one handed over to it. Nothing was recorded.");
        }

        if (hub is not null && reply.Lineage?.Contains(hub, StringComparer.Ordinal) == true)
        {
            throw new IdentityException("That hub follows this one, directly or through others: each would follow the other. Nothing was recorded.");
        }

        if (join.ClientPem is { } certificate && client is null)
        {
            DeviceCertificate.Bring(identity, certificate);
        }

        identity.Admit(reply.Jwt, new HubPin { Edge = edge, HubUrls = join.HubUrls, CaPem = join.CaPem, HubKey = reply.HubKey, HandOvers = chain.Count > 0 ? chain : null });
        return reply;
    }

    /// <summary>A token names the key that signed roots when it was made; from there the hub's own hand-overs lead to the present one.</summary>
    private static bool Reaches(JoinToken join, IReadOnlyList<KeyHandOver> chain, string key) =>
        HandOverRule.Explain(chain, new RootVerifier()) is null && HandOverRule.EndOf(chain, key) == key && (join.Knows(key) || chain.Any(one => join.Knows(one.From)));

    private static async Task<JoinReply> AskAsync(JoinToken join, JoinRequest request, Func<string>? client, CancellationToken token)
    {
        var endpoint = new NatsEndpoint
        {
            Urls = () => join.HubUrls,
            User = () => join.User,
            Tls = () => new TlsTrust { CaPem = join.CaPem, ClientPem = client?.Invoke() ?? join.ClientPem },
            Name = "kse-join-" + request.Edge,
            InboxPrefix = Subjects.JoinInboxPrefix(join.TokenId),
        };
        await using var connection = NatsConnector.Create(endpoint, NullLoggerFactory.Instance);
        using var deadline = Deadline.After(Patience, TimeProvider.System, token);
        try
        {
            await connection.ConnectAsync().AsTask().WaitAsync(deadline.Token);
            var body = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.JoinRequest);
            var reply = await connection.RequestAsync<byte[], byte[]>(Subjects.Join(join.TokenId), body, cancellationToken: deadline.Token);
            return reply.Headers is { } headers && headers.TryGetLastValue(Headers.Error, out var error)
                ? throw new HubUnreachableException("The hub does not answer: " + error)
                : WireJson.Read(reply.Data ?? [], ContractsJson.Default.JoinReply) ?? throw new HubUnreachableException("The hub's answer is null.");
        }
        catch (Exception e) when (e is NatsException && LinkDenial.Is(e))
        {
            throw new IdentityException("The server does not know this token: it has expired, or it is of another hub.", e);
        }
        catch (Exception e) when (e is NatsException or JsonException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new HubUnreachableException(e is NatsNoRespondersException ? "NATS is there, and no hub listens." : "No hub answered: " + NatsConnector.Why(e, endpoint), e);
        }
    }
}
