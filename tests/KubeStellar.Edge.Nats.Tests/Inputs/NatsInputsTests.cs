using System.Text.Json;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.TestKit.Contracts;

namespace KubeStellar.Edge.Nats.Tests.Inputs;

public sealed class RequestInputsTests(InputServer server) : GateInputsContract, IClassFixture<InputServer>
{
    protected override IGateInputs Inputs => server.Inputs;

    protected override InputRule Good => Request("plant.load");

    protected override InputRule Missing => Request("plant.nobody");

    protected override InputRule Huge => Request("plant.huge");

    protected override InputRule Silent => Request("plant.silent");

    [Fact]
    public async Task Text_is_a_string_and_the_body_is_sent()
    {
        Assert.Equal("\"all well\"", (await FetchAsync(Request("plant.text"))).Value?.GetRawText());
        var body = JsonElement.Parse("""{"line":7}""");
        Assert.Equal("""{"line":7}""", (await FetchAsync(Request("plant.echo") with { Body = body })).Value?.GetRawText());
        Assert.Equal("\"\"", (await FetchAsync(Request("plant.echo"))).Value?.GetRawText());
    }

    [Fact]
    public async Task Nobody_there_and_an_error_of_the_service_are_told()
    {
        Failed(await FetchAsync(Missing), "nobody answers 'plant.nobody'");
        Failed(await FetchAsync(Request("plant.error")), "error 503 no sensor");
    }

    [Theory]
    [InlineData("kse.api.default.delete")]
    [InlineData("KSE.down.e1.root")]
    [InlineData("$JS.API.STREAM.DELETE.KV_kse-desired")]
    [InlineData("$KV.kse-desired.e1")]
    [InlineData("$SYS.REQ.SERVER.PING")]
    [InlineData("_INBOX.e1.1")]
    [InlineData("_INBOX_join_t.1")]
    public async Task What_belongs_to_the_product_and_the_server_is_refused(string subject) => Failed(await FetchAsync(Request(subject)), "is refused");

    [Theory]
    [InlineData("")]
    [InlineData("plant.*")]
    [InlineData("plant.>")]
    [InlineData("plant..load")]
    [InlineData("plant. load")]
    [InlineData("plant.load\r\nPUB kse.x 0")]
    [InlineData(".plant")]
    public async Task What_is_no_subject_is_refused(string subject) => Failed(await FetchAsync(Request(subject)), "is no subject");

    private static InputRule Request(string subject) => new() { Name = "it", Kind = InputKind.Request, Source = subject };
}

public abstract class KeyValueInputsTests(InputServer server, string bucket) : GateInputsContract
{
    protected override IGateInputs Inputs => server.Inputs;

    protected override InputRule Good => Key("load");

    protected override InputRule Missing => Key("nobody");

    protected override InputRule Huge => Key("huge");

    protected override InputRule? Silent => null;

    [Fact]
    public async Task Text_is_a_string() => Assert.Equal("\"all well\"", (await FetchAsync(Key("line/7.text"))).Value?.GetRawText());

    [Fact]
    public async Task No_key_a_deleted_key_and_no_bucket_are_told()
    {
        Failed(await FetchAsync(Missing), $"the bucket '{bucket}' has no key 'nobody'");
        Failed(await FetchAsync(Key("gone")), $"the bucket '{bucket}' has no key 'gone'");
        Failed(await FetchAsync(Key("load") with { Source = "nobody" }), "there is no bucket 'nobody'");
    }

    [Theory]
    [InlineData("kse-desired", "e1", "is refused")]
    [InlineData("KSE-hub", "lease", "is refused")]
    [InlineData("a.b", "e1", "is no name of a bucket")]
    [InlineData("", "e1", "is no name of a bucket")]
    [InlineData("plant", "*", "is no key")]
    [InlineData("plant", "a.>", "is no key")]
    [InlineData("plant", "", "is no key")]
    [InlineData("plant", "a\"b", "is no key")]
    [InlineData("plant", "a..b", "is no key")]
    public async Task Names_are_checked(string source, string key, string part) => Failed(await FetchAsync(Key(key) with { Source = source }), part);

    private InputRule Key(string key) => new() { Name = "it", Kind = InputKind.KeyValue, Source = bucket, Key = key };
}

public sealed class DirectInputsTests(InputServer server) : KeyValueInputsTests(server, "plant"), IClassFixture<InputServer>;

public sealed class LeaderInputsTests(InputServer server) : KeyValueInputsTests(server, "leader"), IClassFixture<InputServer>;

public sealed class CutInputsTests
{
    [Fact]
    public async Task A_cut_connection_ends_with_the_inputs_own_time_and_heals()
    {
        await using var server = new InputServer();
        await server.InitializeAsync();
        var rule = new InputRule { Name = "it", Kind = InputKind.KeyValue, Source = "plant", Key = "load", Timeout = TimeSpan.FromMilliseconds(500) };
        Assert.Equal("", (await server.Inputs.FetchAsync("default", rule with { Timeout = TimeSpan.FromSeconds(30) }, default)).Error);
        await server.Server.KillAsync();
        foreach (var cut in new[] { rule, rule with { Kind = InputKind.Request, Source = "plant.load" } })
        {
            var value = await server.Inputs.FetchAsync("default", cut, default).WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Null(value.Value);
            Assert.Matches("no connection|no answer|nobody answers", value.Error);
        }

        await server.Server.StartAsync();
        Assert.Equal("", (await server.Inputs.FetchAsync("default", rule with { Timeout = TimeSpan.FromSeconds(60) }, default)).Error);
    }
}
