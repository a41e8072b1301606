using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Link;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Integration.Tests.Hostile;

/// <summary>The credentials of the edge <c>thief</c>, taken from its disk, and some join tokens that came with them.</summary>
internal sealed class StolenEdge : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly NatsConnection _connection;
    private readonly CancellationToken _deadline;
    private int _devices;

    public StolenEdge(DeviceIdentity identity, CancellationToken deadline)
    {
        var user = identity.Credentials();
        _deadline = deadline;
        _connection = Connect(identity.Pin!.HubUrls[0], user, Subjects.EdgeInboxPrefix("thief"));
    }

    /// <summary>Digest of the root of the other edge.</summary>
    public string NeighboursRoot { get; init; } = "";

    /// <summary>A content that only the other edge's tree names.</summary>
    public string NeighboursContent { get; init; } = "";

    public string SpentToken { get; init; } = "";

    public string ExpiredToken { get; init; } = "";

    public string OpenToken { get; init; } = "";

    public Task<string> AskAsync(string verb, string body) => AskAsync(_connection, "kse.up.thief." + verb, Encoding.UTF8.GetBytes(body));

    /// <summary>Asks to join as a new device; whatever stands in the way says so.</summary>
    public async Task<string> JoinAsync(string token, string edge, Func<JoinRequest, JoinRequest>? change = null)
    {
        try
        {
            var join = JoinToken.Decode(token);
            using var device = DeviceIdentity.Open(_folder["device-" + _devices++]);
            var request = device.CreateJoinRequest(join.TokenId, edge, []);
            await using var connection = Connect(join.HubUrls[0], join.User, Subjects.JoinInboxPrefix(join.TokenId));
            return await AskAsync(connection, Subjects.Join(join.TokenId), JsonSerializer.SerializeToUtf8Bytes(change?.Invoke(request) ?? request, ContractsJson.Default.JoinRequest));
        }
        catch (Exception e) when (e is IdentityException or NatsException)
        {
            return LinkDenial.Is(e) ? "the server denies it" : e.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _folder.Dispose();
    }

    private static NatsConnection Connect(string url, UserCredentials user, string inbox) =>
        new(new NatsOpts { Url = url, AuthOpts = new NatsAuthOpts { Jwt = user.Jwt, Seed = user.Seed }, InboxPrefix = inbox, MaxReconnectRetry = 0 });

    private async Task<string> AskAsync(NatsConnection connection, string subject, byte[] body)
    {
        await connection.ConnectAsync();
        var reply = await connection.RequestAsync<byte[], byte[]>(subject, body, cancellationToken: _deadline);
        return $"{reply.Headers?[Headers.Error]} {Said(reply.Data ?? [])}";
    }

    /// <summary>An answer as text: of a frame what it denies.</summary>
    private static string Said(byte[] answer)
    {
        try
        {
            var frame = ContentFrame.Decode(answer);
            return $"root {frame.Root.Length} bytes, {frame.Parts.Count} contents, denied {string.Join(' ', frame.Denied)}";
        }
        catch (ContentRefusedException)
        {
            return Encoding.UTF8.GetString(answer);
        }
    }
}
