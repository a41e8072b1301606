using System.Text;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Standby;
using KubeStellar.Edge.Nats.Tests.Connection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tests.Standby;

/// <summary>A hub that waits and the one that publishes, over a real server.</summary>
public sealed class StandbyVoiceTests : IAsyncLifetime, IStandbyHearing
{
    private readonly PlainServer _server = new();
    private readonly Channel<StandbyHello> _heard = Channel.CreateUnbounded<StandbyHello>();
    private readonly FakeTimeProvider _waiting = new();
    private HubConnection? _publishing;
    private StandbyListener? _listener;

    private static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [Fact]
    public async Task A_hub_that_waits_is_heard_once_in_its_pace_however_often_it_looks()
    {
        await using var hub = Connect();
        await using var voice = new StandbyVoice(hub, _waiting);
        for (var turn = 1; turn <= 3; turn++)
        {
            var hello = new StandbyHello { Instance = "two", Daemon = $"1.{turn}.0", Host = "rack-2", Since = DateTimeOffset.UnixEpoch };
            for (var look = 0; look < 10; look++)
            {
                voice.Say(hello);
            }

            Assert.Equal(hello, await _heard.Reader.ReadAsync(Patience));
            _waiting.Advance(StandbyVoice.Pace);
        }

        await (await hub.OpenAsync(Patience)).PingAsync(Patience);
        await (await _publishing!.OpenAsync(Patience)).PingAsync(Patience);
        Assert.False(_heard.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_server_that_is_away_costs_nobody_time_and_both_find_one_another_again()
    {
        await using var hub = Connect();
        var voice = new StandbyVoice(hub, TimeProvider.System);
        await hub.OpenAsync(Patience);
        await _server.KillAsync();
        voice.Say(new StandbyHello { Instance = "lost" });
        await voice.DisposeAsync();
        await _server.StartAsync();
        await (await _publishing!.OpenAsync(Patience)).PingAsync(Patience);
        await using var again = new StandbyVoice(hub, TimeProvider.System);
        await (await hub.OpenAsync(Patience)).PingAsync(Patience);
        again.Say(new StandbyHello { Instance = "back" });
        while ((await _heard.Reader.ReadAsync(Patience)).Instance != "back")
        {
            // One that was on its way may come all the same.
        }
    }

    [Fact]
    public async Task A_server_that_dies_before_it_has_the_subscription_has_it_when_it_is_back()
    {
        await using var hub = Connect();
        await hub.OpenAsync(Patience);
        _server.Freeze();
        using var listener = new StandbyListener(hub, this, TimeProvider.System, NullLogger<StandbyListener>.Instance);
        await listener.StartAsync(default);
        await _server.KillAsync();
        await _server.StartAsync();
        await Task.WhenAny(listener.Listening, listener.ExecuteTask!).WaitAsync(Patience);
        Assert.True(listener.Listening.IsCompletedSuccessfully, listener.ExecuteTask!.Exception?.ToString() ?? "it does not listen");
        await listener.StopAsync(default);
    }

    [Fact]
    public async Task What_is_no_hello_is_dropped_and_the_next_one_is_heard()
    {
        await using var stranger = new NatsConnection(new NatsOpts { Url = _server.Url });
        byte[][] garbage =
        [
            [], "null"u8.ToArray(), "[]"u8.ToArray(), "{}"u8.ToArray(), [0xff, 0xfe, 0x00], """{"instance":null}"""u8.ToArray(), """{"instance":"a","host":null}"""u8.ToArray(),
            """{"instance":7}"""u8.ToArray(), Encoding.UTF8.GetBytes(new string('[', 3000)), Encoding.UTF8.GetBytes($$"""{"instance":"{{new string('a', 1_000_000)}}"}"""),
        ];
        foreach (var bytes in garbage)
        {
            await stranger.PublishAsync(Subjects.StandbyHello, bytes);
        }

        await stranger.PublishAsync(Subjects.StandbyHello, """{"instance":"two","zNew":[null]}"""u8.ToArray());
        Assert.Equal("two", (await _heard.Reader.ReadAsync(Patience)).Instance);
        Assert.False(_heard.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_flood_is_cut_short_before_it_is_read()
    {
        await using var stranger = new NatsConnection(new NatsOpts { Url = _server.Url });
        for (var i = 0; i < 20_000; i++)
        {
            await stranger.PublishAsync(Subjects.StandbyHello, Encoding.UTF8.GetBytes($$"""{"instance":"ghost-{{i}}"}"""));
        }

        await stranger.PingAsync(Patience);
        await (await _publishing!.OpenAsync(Patience)).PingAsync(Patience);
        Assert.InRange(_heard.Reader.Count, 1, 10_000);
    }

    public string? Heard(StandbyHello hello) => _heard.Writer.TryWrite(hello) ? null : "nobody hears any more";

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _publishing = Connect();
        _listener = new StandbyListener(_publishing, this, TimeProvider.System, NullLogger<StandbyListener>.Instance);
        await _listener.StartAsync(default);
        await _listener.Listening.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener!.StopAsync(default);
        _listener.Dispose();
        await _publishing!.DisposeAsync();
        await _server.DisposeAsync();
    }

    private HubConnection Connect() =>
        new(Options.Create(new HubNatsOptions { Endpoint = NatsEndpoint.Of(_server.Url) }), NullLoggerFactory.Instance, TimeProvider.System);
}
