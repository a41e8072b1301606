using System.Buffers.Text;
using System.Globalization;
using System.Net.Security;
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
    private readonly TcpClient _socket = new() { NoDelay = true };
    private readonly List<string> _errors = [];
    private readonly List<string> _messages = [];
    private readonly List<string> _bodies = [];
    private Stream? _stream;
    private StreamReader? _reader;

    /// <summary>Subjects of the messages received since the last <see cref="SettleAsync"/>.</summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <summary>The same messages whole: headers and body.</summary>
    public IReadOnlyList<string> Bodies => _bodies;

    /// <summary>Whether the server has closed the connection.</summary>
    public bool Closed { get; private set; }

    /// <summary>Connects; returns the server's refusal, or null when logged in.</summary>
    /// <param name="port">Port on loopback.</param>
    /// <param name="jwt">User JWT; null sends none.</param>
    /// <param name="seed">Signs the server's nonce; null leaves the signature out.</param>
    /// <param name="cancellation">Deadline.</param>
    /// <param name="tls">Whether the server speaks TLS; whom it is does not matter to a thief.</param>
    /// <param name="more">Further members of CONNECT.</param>
    public async Task<string?> ConnectAsync(
        int port, string? jwt, string? seed, CancellationToken cancellation, bool tls = false, IReadOnlyDictionary<string, object>? more = null)
    {
        await _socket.ConnectAsync("127.0.0.1", port, cancellation);
        _stream = _socket.GetStream();
        var info = await InfoAsync(cancellation);
        if (tls)
        {
            var secured = new SslStream(_stream, leaveInnerStreamOpen: false, static (_, certificate, _, _) => certificate is not null);
            await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1" }, cancellation);
            _stream = secured;
        }

        _reader = new StreamReader(_stream, Encoding.Latin1);
        using var document = JsonDocument.Parse(info.AsMemory("INFO ".Length));
        var nonce = document.RootElement.TryGetProperty("nonce", out var said) ? said.GetString()! : "";
        await SendAsync($"CONNECT {Options(jwt, seed, nonce, more)}\r\n", cancellation);
        return await SettleAsync(cancellation) is [var first, ..] ? first : Closed ? "the connection was closed" : null;
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

    /// <summary>Sends bytes as they are, one a character.</summary>
    public async Task SendAsync(string text, CancellationToken cancellation)
    {
        try
        {
            await _stream!.WriteAsync(Encoding.Latin1.GetBytes(text), cancellation);
        }
        catch (IOException)
        {
            // A server that refuses says why, and closes; what it said is still to be read.
        }
    }

    /// <summary>Waits until the server has dealt with all that was sent; returns the errors it answered with.</summary>
    public async Task<IReadOnlyList<string>> SettleAsync(CancellationToken cancellation)
    {
        _errors.Clear();
        _messages.Clear();
        _bodies.Clear();
        try
        {
            await SendAsync("PING\r\n", cancellation);
            while (true)
            {
                if (await _reader!.ReadLineAsync(cancellation) is not { } line)
                {
                    Closed = true;
                    break;
                }

                if (line == "PONG")
                {
                    break;
                }

                await TakeAsync(line, cancellation);
            }
        }
        catch (IOException)
        {
            Closed = true;
        }

        return [.. _errors];
    }

    public ValueTask DisposeAsync()
    {
        _reader?.Dispose();
        _stream?.Dispose();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Options(string? jwt, string? seed, string nonce, IReadOnlyDictionary<string, object>? more)
    {
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
            key.Sign(Encoding.ASCII.GetBytes(nonce), signature);
            options["sig"] = Base64Url.EncodeToString(signature);
            options["nkey"] = key.GetPublicKey();
        }

        foreach (var (name, value) in more ?? new Dictionary<string, object>())
        {
            options[name] = value;
        }

        return JsonSerializer.Serialize(options);
    }

    /// <summary>The greeting, which comes before any TLS: read byte by byte, so that nothing behind it is taken.</summary>
    private async Task<string> InfoAsync(CancellationToken cancellation)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await _stream!.ReadAsync(one, cancellation) == 1 && one[0] != '\n')
        {
            line.Add(one[0]);
        }

        return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
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
            _bodies.Add(new string(body));
        }
    }
}
