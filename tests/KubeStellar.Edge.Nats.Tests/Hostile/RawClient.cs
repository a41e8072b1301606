using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>
/// The NATS protocol by hand (https://docs.nats.io/reference/reference-protocols/nats-protocol): it sends what no well-behaved library would.
/// The server answers a connection in order, so after PING and PONG all that it had to say of what was sent before is here.
/// </summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly TcpClient _socket = new();
    private readonly List<string> _errors = [];
    private readonly List<string> _messages = [];
    private StreamReader? _reader;

    /// <summary>Subjects of the messages received since the last <see cref="SettleAsync"/>.</summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <summary>Connects; returns the server's refusal, or null when logged in.</summary>
    /// <param name="port">Port on loopback.</param>
    /// <param name="jwt">User JWT; null sends none.</param>
    /// <param name="seed">Signs the server's nonce; null leaves the signature out.</param>
    /// <param name="cancellation">Deadline.</param>
    public async Task<string?> ConnectAsync(int port, string? jwt, string? seed, CancellationToken cancellation)
    {
        await _socket.ConnectAsync("127.0.0.1", port, cancellation);
        _reader = new StreamReader(_socket.GetStream(), Encoding.Latin1);
        var info = await _reader.ReadLineAsync(cancellation) ?? "";
        using var document = JsonDocument.Parse(info.AsMemory("INFO ".Length));
        var options = new Dictionary<string, object>
        {
            ["verbose"] = false, ["pedantic"] = false, ["headers"] = true, ["no_responders"] = true, ["protocol"] = 1, ["lang"] = "raw", ["version"] = "0", ["tls_required"] = false,
        };
        if (jwt is not null)
        {
            options["jwt"] = jwt;
        }

        if (seed is not null)
        {
            using var key = KeyPair.FromSeed(seed);
            var signature = new byte[64];
            key.Sign(Encoding.ASCII.GetBytes(document.RootElement.GetProperty("nonce").GetString()!), signature);
            options["sig"] = Base64Url.EncodeToString(signature);
            options["nkey"] = key.GetPublicKey();
        }

        await SendAsync($"CONNECT {JsonSerializer.Serialize(options)}\r\n", cancellation);
        return await SettleAsync(cancellation) is [var first, ..] ? first : null;
    }

    public Task PublishAsync(string subject, string payload, CancellationToken cancellation, string? reply = null, params string[] headers)
    {
        var to = reply is null ? subject : $"{subject} {reply}";
        if (headers.Length == 0)
        {
            return SendAsync($"PUB {to} {payload.Length}\r\n{payload}\r\n", cancellation);
        }

        var block = "NATS/1.0\r\n" + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n";
        return SendAsync($"HPUB {to} {block.Length} {block.Length + payload.Length}\r\n{block}{payload}\r\n", cancellation);
    }

    public Task SubscribeAsync(string subject, int id, CancellationToken cancellation, string? queue = null) =>
        SendAsync(queue is null ? $"SUB {subject} {id}\r\n" : $"SUB {subject} {queue} {id}\r\n", cancellation);

    /// <summary>Waits until the server has dealt with all that was sent; returns the errors it answered with.</summary>
    public async Task<IReadOnlyList<string>> SettleAsync(CancellationToken cancellation)
    {
        _errors.Clear();
        _messages.Clear();
        try
        {
            await SendAsync("PING\r\n", cancellation);
            while (await _reader!.ReadLineAsync(cancellation) is { } line && line != "PONG")
            {
                await TakeAsync(line, cancellation);
            }
        }
        catch (IOException) when (_errors.Count > 0)
        {
            // A server that refuses says why, and closes.
        }

        return [.. _errors];
    }

    public ValueTask DisposeAsync()
    {
        _reader?.Dispose();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task TakeAsync(string line, CancellationToken cancellation)
    {
        if (line.StartsWith("-ERR", StringComparison.Ordinal))
        {
            _errors.Add(line);
        }
        else if (line.StartsWith("MSG ", StringComparison.Ordinal) || line.StartsWith("HMSG ", StringComparison.Ordinal))
        {
            var parts = line.Split(' ');
            _messages.Add(parts[1]);
            var body = new char[int.Parse(parts[^1], CultureInfo.InvariantCulture) + 2];
            await _reader!.ReadBlockAsync(body, cancellation);
        }
    }

    private async Task SendAsync(string text, CancellationToken cancellation) =>
        await _socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), cancellation);
}
