using System.Text;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Inputs;
using KubeStellar.Edge.Nats.Tests.Connection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace KubeStellar.Edge.Nats.Tests.Inputs;

/// <summary>A server with services that answer, fail and keep silent, and with a bucket that allows direct gets and one that does not.</summary>
public sealed class InputServer : IAsyncLifetime
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _services = [];
    private NatsConnection? _own;
    private HubConnection? _hub;

    public PlainServer Server { get; } = new();

    internal NatsInputs Inputs { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        _own = new NatsConnection(new NatsOpts { Url = Server.Url });
        _hub = new HubConnection(Options.Create(new HubNatsOptions { Endpoint = NatsEndpoint.Of(Server.Url) }), NullLoggerFactory.Instance, TimeProvider.System);
        Inputs = new NatsInputs(_hub, TimeProvider.System);
        await ServeAsync("plant.load", message => message.ReplyAsync("""{ "n": 1 }"""));
        await ServeAsync("plant.echo", message => message.ReplyAsync(message.Data));
        await ServeAsync("plant.text", message => message.ReplyAsync("all well"));
        await ServeAsync("plant.huge", message => message.ReplyAsync(new string('x', InputLimits.MaxBytes + 1)));
        await ServeAsync("plant.silent", _ => ValueTask.CompletedTask);
        await ServeAsync("plant.error", message => message.ReplyAsync("", new NatsHeaders { ["Nats-Service-Error-Code"] = "503", ["Nats-Service-Error"] = "no sensor" }));
        await BucketAsync("plant", direct: true);
        await BucketAsync("leader", direct: false);
        await _own.PingAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _hub!.DisposeAsync();
        await _own!.DisposeAsync();
        await Server.DisposeAsync();
        _end.Dispose();
    }

    private async Task ServeAsync(string subject, Func<NatsMsg<string>, ValueTask> answer)
    {
        var messages = await _own!.SubscribeCoreAsync<string>(subject);
        _services.Add(Task.Run(async () =>
        {
            await foreach (var message in messages.Msgs.ReadAllAsync(_end.Token))
            {
                await answer(message);
            }
        }));
    }

    private async Task BucketAsync(string name, bool direct)
    {
        var stream = new NatsJSContext(_own!);
        await stream.CreateStreamAsync(new StreamConfig("KV_" + name, [$"$KV.{name}.>"]) { AllowDirect = direct, MaxMsgsPerSubject = 1 });
        await Put("load", """{"n":1}""");
        await Put("line/7.text", "all well");
        await Put("huge", new string('x', InputLimits.MaxBytes + 1));
        await Put("gone", "was there");
        (await stream.PublishAsync($"$KV.{name}.gone", Array.Empty<byte>(), headers: new NatsHeaders { ["KV-Operation"] = "DEL" })).EnsureSuccess();

        async Task Put(string key, string value) => (await stream.PublishAsync($"$KV.{name}.{key}", Encoding.UTF8.GetBytes(value))).EnsureSuccess();
    }
}
